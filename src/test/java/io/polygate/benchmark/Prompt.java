package io.polygate.benchmark;

import java.nio.charset.StandardCharsets;

/// The requests that the load generator sends: chat completions in the form that OpenAI's clients give them, the
/// model after the messages.
final class Prompt {
    private static final int MESSAGE_BYTES = 4096;
    private static final String WORDS =
            "The quick gateway relays every token as it comes and keeps no more of it than one reader asks for. ";

    private Prompt() {}

    /// A whole HTTP request for a model, its body about so many bytes long.
    static byte[] request(Case benchmark, int port) {
        var tail = "\"model\":\"" + benchmark.model() + "\""
                + (benchmark.streamed() ? ",\"stream\":true,\"stream_options\":{\"include_usage\":true}}" : "}");
        var body =
                new StringBuilder("{\"messages\":[{\"role\":\"system\",\"content\":\"You are a helpful assistant.\"}");
        for (int n = 0; body.length() < benchmark.promptBytes() - tail.length() - 60; n++) {
            int left = benchmark.promptBytes() - tail.length() - body.length() - 40;
            var role = n % 2 == 0 ? "user" : "assistant";
            body.append(",{\"role\":\"").append(role).append("\",\"content\":\"");
            body.append(text(Math.min(MESSAGE_BYTES, left))).append("\"}");
        }
        body.append("],").append(tail);
        var head = "POST /v1/chat/completions HTTP/1.1\r\nhost: 127.0.0.1:" + port + "\r\naccept: application/json\r\n"
                + "content-type: application/json\r\nuser-agent: polygate-benchmark\r\nauthorization: Bearer "
                + PolygateProxy.KEY
                + "\r\ncontent-length: " + body.length() + "\r\n\r\n";
        return (head + body).getBytes(StandardCharsets.US_ASCII);
    }

    /// Prose of exactly so many bytes as it stands in a JSON string, with an escape on every line.
    static String text(int bytes) {
        var line = WORDS.strip() + "\\n";
        return line.repeat(Math.max(0, bytes) / line.length()) + "x".repeat(Math.max(0, bytes) % line.length());
    }
}
