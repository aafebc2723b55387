package io.polygate.benchmark;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// What the mock backend sends for one model, as finished bytes: a head and the pieces of the body, each written by
/// itself.
///
/// Models: `call` (a JSON answer of 1 KB), `stream-20` (that many SSE chunks, each written and flushed by itself),
/// `burst-20` (the same bytes in one write), `paced-40x50ms` (a chunk per interval), `clock-20x1000ms` (the same, where
/// each token is to be the time at which it is written). A stream's chunks include the
/// one with the finish reason and the one with the usage; `[DONE]` follows. Shapes as OpenAI's chat completions.
record Answer(List<ByteBuf> pieces, long intervalMillis) {
    private static final int ANSWER_BYTES = 1024;
    /// As wide as a clock's reading.
    private static final String CLOCK = "%020d".formatted(0);
    private static final Pattern STREAM = Pattern.compile("(stream|burst|paced|clock)-(\\d{1,5})(?:x(\\d{1,5})ms)?");
    private static final String USAGE =
            "\"usage\":{\"prompt_tokens\":200,\"completion_tokens\":180,\"total_tokens\":380}";

    static Answer of(String model) {
        var stream = STREAM.matcher(model);
        if (stream.matches()) {
            var chunks = chunks(model, Integer.parseInt(stream.group(2)));
            long interval = stream.group(3) == null ? 0 : Long.parseLong(stream.group(3));
            return new Answer(stream.group(1).equals("burst") ? List.of(joined(chunks)) : bytes(chunks), interval);
        }
        if (model.equals("call")) return new Answer(bytes(List.of(json("200 OK", completion(model)))), 0);
        var error =
                "{\"error\":{\"message\":\"no such model: %s\",\"type\":\"invalid_request_error\",\"param\":\"model\",\"code\":\"model_not_found\"}}";
        return new Answer(bytes(List.of(json("404 Not Found", error.formatted(model)))), 0);
    }

    /// A piece with the time in the place of its token, where it has one for it.
    static ByteBuf timed(ByteBuf piece) {
        var text = piece.toString(StandardCharsets.US_ASCII);
        return text.contains(CLOCK)
                ? FixedBytes.of(text.replace(CLOCK, "%020d".formatted(System.nanoTime()))
                        .getBytes(StandardCharsets.US_ASCII))
                : piece;
    }

    static Answer models() {
        return new Answer(
                bytes(List.of(
                        json("200 OK", "{\"object\":\"list\",\"data\":[{\"id\":\"call\",\"object\":\"model\"}]}"))),
                0);
    }

    private static String completion(String model) {
        var format = "{\"id\":\"chatcmpl-benchmark\",\"object\":\"chat.completion\",\"created\":1760000000,\"model\":\""
                + model
                + "\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"%s\"},\"logprobs\":null,"
                + "\"finish_reason\":\"stop\"}]," + USAGE + "}";
        int words = ANSWER_BYTES - format.length() + "%s".length();
        return format.formatted(Prompt.text(words));
    }

    private static List<String> chunks(String model, int count) {
        if (count < 3) throw new IllegalArgumentException(model + " (expected: at least 3 chunks)");
        var chunks = new ArrayList<String>();
        chunks.add("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\ncache-control: no-cache\r\n"
                + "transfer-encoding: chunked\r\n\r\n");
        for (int i = 0; i < count - 2; i++) {
            var token = model.startsWith("clock-") ? CLOCK : " token";
            var role = i == 0 ? "\"role\":\"assistant\"," : "";
            chunks.add(event(
                    model,
                    "[{\"index\":0,\"delta\":{" + role + "\"content\":\"" + token + "\"},\"finish_reason\":null}]",
                    ""));
        }
        chunks.add(event(model, "[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]", ""));
        chunks.add(event(model, "[]", "," + USAGE) + chunk("data: [DONE]\n\n") + chunk(""));
        return chunks;
    }

    private static String event(String model, String choices, String rest) {
        return chunk(
                "data: {\"id\":\"chatcmpl-benchmark\",\"object\":\"chat.completion.chunk\",\"created\":1760000000,\"model\":\""
                        + model + "\",\"choices\":" + choices + rest + "}\n\n");
    }

    private static String chunk(String data) {
        return Integer.toHexString(data.length()) + "\r\n" + data + "\r\n";
    }

    private static String json(String status, String body) {
        return "HTTP/1.1 " + status + "\r\ncontent-type: application/json\r\ncontent-length: " + body.length()
                + "\r\n\r\n" + body;
    }

    private static ByteBuf joined(List<String> pieces) {
        return bytes(List.of(String.join("", pieces))).getFirst();
    }

    private static List<ByteBuf> bytes(List<String> pieces) {
        return pieces.stream()
                .map(piece -> FixedBytes.of(piece.getBytes(StandardCharsets.US_ASCII)))
                .toList();
    }
}
