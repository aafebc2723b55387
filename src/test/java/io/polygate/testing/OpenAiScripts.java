package io.polygate.testing;

import io.vertx.core.buffer.Buffer;
import java.util.Map;

/// What OpenAI's API answers to what isn't chat, by method and path.
public final class OpenAiScripts {

    /// Sound: bytes of which most are no text.
    public static final byte[] SOUND = new byte[70_000];

    private static final String IMAGE =
            "{\"created\":1700000001,\"data\":[{\"b64_json\":\"cGljdHVyZQ==\"}],\"usage\":{\"total_tokens\":30,"
                    + "\"input_tokens\":10,\"output_tokens\":20,\"input_tokens_details\":{\"text_tokens\":10,\"image_tokens\":0}}}";
    private static final String IMAGE_STREAM =
            "event: image_generation.partial_image\ndata: {\"type\":\"image_generation.partial_image\",\"b64_json\":\"cA==\","
                    + "\"partial_image_index\":0}\n\nevent: image_generation.completed\ndata: {\"type\":"
                    + "\"image_generation.completed\",\"b64_json\":\"cGljdHVyZQ==\",\"usage\":{\"total_tokens\":30,"
                    + "\"input_tokens\":10,\"output_tokens\":20}}\n\n";
    private static final String TEXT =
            "{\"text\":\"hello\",\"usage\":{\"type\":\"tokens\",\"input_tokens\":14,\"output_tokens\":45,\"total_tokens\":59}}";
    private static final String TEXT_STREAM =
            "data: {\"type\":\"transcript.text.delta\",\"delta\":\"hel\"}\n\ndata: {\"type\":\"transcript.text.delta\","
                    + "\"delta\":\"lo\"}\n\ndata: {\"type\":\"transcript.text.done\",\"text\":\"hello\"}\n\n";
    private static final String MODERATION =
            "{\"id\":\"modr-1\",\"model\":\"omni\",\"results\":[{\"flagged\":true,\"categories\":{\"hate\":true},"
                    + "\"category_scores\":{\"hate\":0.9},\"category_applied_input_types\":{\"hate\":[\"text\"]}}]}";
    private static final String EMBEDDINGS =
            "{\"object\":\"list\",\"data\":[{\"object\":\"embedding\",\"index\":0,\"embedding\":\"AACAPwAAAEA=\"},"
                    + "{\"object\":\"embedding\",\"index\":1,\"embedding\":\"AABAQAAAgEA=\"}],\"model\":\"e\","
                    + "\"usage\":{\"prompt_tokens\":2,\"total_tokens\":2}}";
    private static final String FILE =
            "{\"id\":\"file-1\",\"object\":\"file\",\"bytes\":307200,\"created_at\":1700000001,"
                    + "\"filename\":\"calls.jsonl\",\"purpose\":\"batch\",\"status\":\"processed\"}";
    private static final String BATCH =
            "{\"id\":\"batch_1\",\"object\":\"batch\",\"endpoint\":\"/v1/chat/completions\","
                    + "\"input_file_id\":\"file-1\",\"completion_window\":\"24h\",\"status\":\"%s\",\"created_at\":1700000001}";

    private static final Map<String, String> JSON = Map.ofEntries(
            Map.entry("POST /v1/embeddings", EMBEDDINGS),
            Map.entry("POST /v1/images/generations", IMAGE),
            Map.entry("POST /v1/images/edits", IMAGE),
            Map.entry("POST /v1/audio/transcriptions", TEXT),
            Map.entry("POST /v1/audio/translations", TEXT),
            Map.entry("POST /v1/moderations", MODERATION),
            Map.entry("POST /v1/files", FILE),
            Map.entry("GET /v1/files", "{\"object\":\"list\",\"data\":[" + FILE + "],\"has_more\":false}"),
            Map.entry("GET /v1/files/file-1", FILE),
            Map.entry("GET /v1/files/file-1/content", "{\"custom_id\":\"1\"}\n"),
            Map.entry("DELETE /v1/files/file-1", "{\"id\":\"file-1\",\"object\":\"file\",\"deleted\":true}"),
            Map.entry("POST /v1/batches", BATCH.formatted("validating")),
            Map.entry(
                    "GET /v1/batches",
                    "{\"object\":\"list\",\"data\":[" + BATCH.formatted("in_progress") + "],\"has_more\":false}"),
            Map.entry("GET /v1/batches/batch_1", BATCH.formatted("in_progress")),
            Map.entry("POST /v1/batches/batch_1/cancel", BATCH.formatted("cancelling")));

    private OpenAiScripts() {}

    public static Script all() {
        return asked -> script(asked).play(asked);
    }

    private static Script script(Received asked) {
        var body = asked.body();
        boolean stream = body.contains("\"stream\":true")
                || body.contains("\"stream\": true")
                || body.matches("(?s).*name=\"stream\"\r\n\r\ntrue\r\n.*");
        var path = asked.path();
        if (path.equals("/v1/audio/transcriptions") && !stream && body.contains("\r\n\r\ntext\r\n")) {
            return Script.body("text/plain; charset=utf-8", Buffer.buffer("hello\n"));
        }
        return switch (stream ? "streamed " + path : path) {
            case "/v1/audio/speech" -> Script.body("audio/mpeg", Buffer.buffer(SOUND));
            case "streamed /v1/images/generations" -> Script.stream(IMAGE_STREAM);
            case "streamed /v1/audio/transcriptions" -> Script.stream(TEXT_STREAM);
            default -> {
                var json = JSON.get(asked.method() + " " + path);
                yield json == null ? Script.json(404, "{\"error\":{\"message\":\"" + path + "\"}}") : Script.json(json);
            }
        };
    }
}
