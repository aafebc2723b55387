package io.polygate.benchmark;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// The requests that the load generator sends: chat completions in the form that OpenAI's clients give them, the
/// model after the messages.
final class Prompt {
    private static final int MESSAGE_BYTES = 4096;
    private static final String WORDS =
            "The quick gateway relays every token as it comes and keeps no more of it than one reader asks for. ";

    private Prompt() {}

    /// One turn of a conversation; its text as it stands in a JSON string.
    record Turn(String role, String text) {
        /// The text itself.
        byte[] bytes() {
            return text.replace("\\n", "\n").getBytes(StandardCharsets.US_ASCII);
        }
    }

    /// A whole HTTP request for a model at the case's door. As chat completions its body is about so many bytes long;
    /// at the other doors the conversation is the same.
    static byte[] request(Case benchmark, int port) {
        var body =
                switch (benchmark.door()) {
                    case REST -> completion(benchmark);
                    case TRANSCODING -> protoJson(benchmark);
                    case GRAPHQL -> mutation(benchmark);
                    case GRPC, GRPC_CHANNEL, WEBSOCKET ->
                        throw new IllegalArgumentException(benchmark.door() + " is no HTTP/1.1 call");
                };
        var head = "POST " + benchmark.door().path() + " HTTP/1.1\r\nhost: 127.0.0.1:" + port
                + "\r\naccept: application/json\r\ncontent-type: application/json\r\nuser-agent: polygate-benchmark\r\n"
                + "authorization: Bearer " + PolygateProxy.KEY + "\r\ncontent-length: " + body.length() + "\r\n\r\n";
        return (head + body).getBytes(StandardCharsets.US_ASCII);
    }

    /// The conversation of a case: a system prompt, then user and assistant in turn.
    static List<Turn> turns(Case benchmark) {
        var turns = new ArrayList<Turn>();
        turns.add(new Turn("system", "You are a helpful assistant."));
        int length = "{\"messages\":[".length() + written(turns.getFirst()).length();
        int end = benchmark.promptBytes() - tail(benchmark).length();
        for (int n = 0; length < end - 60; n++) {
            var turn = new Turn(n % 2 == 0 ? "user" : "assistant", text(Math.min(MESSAGE_BYTES, end - length - 40)));
            turns.add(turn);
            length += written(turn).length() + 1;
        }
        return turns;
    }

    private static String completion(Case benchmark) {
        var messages = turns(benchmark).stream().map(Prompt::written).collect(Collectors.joining(","));
        return "{\"messages\":[" + messages + "]," + tail(benchmark);
    }

    private static String tail(Case benchmark) {
        return "\"model\":\"" + benchmark.model() + "\""
                + (benchmark.streamed() ? ",\"stream\":true,\"stream_options\":{\"include_usage\":true}}" : "}");
    }

    private static String written(Turn turn) {
        return "{\"role\":\"" + turn.role() + "\",\"content\":\"" + turn.text() + "\"}";
    }

    private static String protoJson(Case benchmark) {
        var messages = turns(benchmark).stream()
                .map(turn -> "{\"role\":\"ROLE_" + turn.role().toUpperCase(Locale.ROOT) + "\",\"content\":[{\"text\":\""
                        + turn.text() + "\"}]}")
                .collect(Collectors.joining(","));
        return "{\"messages\":[" + messages + "],\"model\":\"" + benchmark.model() + "\"}";
    }

    private static String mutation(Case benchmark) {
        var messages = turns(benchmark).stream()
                .map(turn -> "{\"role\":\"" + turn.role().toUpperCase(Locale.ROOT) + "\",\"content\":\"" + turn.text()
                        + "\"}")
                .collect(Collectors.joining(","));
        return "{\"query\":\"mutation Chat($input: ChatInput!) { chat(input: $input) { text finishReason usage"
                + " { inputTokens outputTokens } toolCalls { id name arguments } } }\",\"variables\":{\"input\":"
                + "{\"messages\":[" + messages + "],\"model\":\"" + benchmark.model() + "\"}}}";
    }

    /// Prose of exactly so many bytes as it stands in a JSON string, with an escape on every line.
    static String text(int bytes) {
        var line = WORDS.strip() + "\\n";
        return line.repeat(Math.max(0, bytes) / line.length()) + "x".repeat(Math.max(0, bytes) % line.length());
    }
}
