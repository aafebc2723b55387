package io.polygate.testing;

import io.vertx.core.buffer.Buffer;
import java.util.Map;

/// What vendors with formats of their own answer, by the path and the way in which they are asked. That the answers are
/// right is tried with the vendors' own clients.
public final class VendorScripts {

    private static final String OLLAMA_LINE =
            "{\"model\":\"llama3\",\"created_at\":\"2026-01-01T00:00:00Z\",\"message\":"
                    + "{\"role\":\"assistant\",\"content\":\"%s\"},%s}\n";
    private static final String OLLAMA_DONE =
            "\"done\":true,\"done_reason\":\"stop\",\"prompt_eval_count\":3,\"eval_count\":2";
    public static final String OLLAMA = OLLAMA_LINE.formatted("Hello", OLLAMA_DONE);
    public static final String OLLAMA_STREAM =
            OLLAMA_LINE.formatted("Hel", "\"done\":false") + OLLAMA_LINE.formatted("lo", OLLAMA_DONE);
    public static final String OLLAMA_EMBED =
            "{\"model\":\"nomic\",\"embeddings\":[[1,2],[3,4]],\"prompt_eval_count\":5}";

    private static final String DASHSCOPE_TEXT =
            "{\"output\":{\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":"
                    + "\"%s\"},\"finish_reason\":\"%s\"}]},\"usage\":{\"input_tokens\":3,\"output_tokens\":2},"
                    + "\"request_id\":\"r1\"}";
    public static final String DASHSCOPE = DASHSCOPE_TEXT.formatted("Hello", "stop");
    public static final String DASHSCOPE_STREAM = "id:1\nevent:result\n:HTTP_STATUS/200\ndata:"
            + DASHSCOPE_TEXT.formatted("Hel", "null") + "\n\nid:2\nevent:result\n:HTTP_STATUS/200\ndata:"
            + DASHSCOPE_TEXT.formatted("lo", "stop") + "\n\n";
    public static final String DASHSCOPE_EMBED = "{\"output\":{\"embeddings\":[{\"text_index\":1,\"embedding\":[3,4]},"
            + "{\"text_index\":0,\"embedding\":[1,2]}]},\"usage\":{\"total_tokens\":5},\"request_id\":\"r\"}";
    public static final String DASHSCOPE_RERANK =
            "{\"output\":{\"results\":[{\"index\":1,\"relevance_score\":0.5}]},\"usage\":{\"total_tokens\":7},"
                    + "\"request_id\":\"r\"}";

    public static final String COHERE =
            "{\"id\":\"c\",\"message\":{\"role\":\"assistant\",\"content\":[{\"type\":\"text\",\"text\":\"Hello\"}]},"
                    + "\"finish_reason\":\"COMPLETE\",\"usage\":{\"tokens\":{\"input_tokens\":3,\"output_tokens\":2}}}";
    public static final String COHERE_STREAM = cohere(
                    "message-start",
                    "{\"message\":{\"role\":\"assistant\",\"content\":[],\"tool_plan\":\"\",\"tool_calls\":[],"
                            + "\"citations\":[]}}")
            + cohere("content-start", "{\"message\":{\"content\":{\"type\":\"thinking\",\"thinking\":\"\"}}}")
            + cohere("content-delta", "{\"message\":{\"content\":{\"thinking\":\"hm\"}}}")
            + cohere("content-delta", "{\"message\":{\"content\":{\"text\":\"Hel\"}}}")
            + cohere("content-delta", "{\"message\":{\"content\":{\"text\":\"lo\"}}}")
            + cohere("message-end", "{\"finish_reason\":\"COMPLETE\",\"usage\":{\"tokens\":{\"input_tokens\":3}}}")
            + "data: [DONE]\n\n";
    public static final String COHERE_EMBED = "{\"id\":\"e\",\"embeddings\":{\"float\":[[1,2]]},\"texts\":[\"a\"],"
            + "\"meta\":{\"billed_units\":{\"input_tokens\":4}}}";
    public static final String COHERE_RERANK = "{\"id\":\"r\",\"results\":[{\"index\":1,\"relevance_score\":0.5}],"
            + "\"meta\":{\"api_version\":{\"version\":\"2\"},\"billed_units\":{\"search_units\":1}}}";

    public static final String MISTRAL_EMBED =
            "{\"id\":\"e\",\"object\":\"list\",\"model\":\"mistral-embed\",\"data\":[{\"object\":\"embedding\","
                    + "\"embedding\":[1,2],\"index\":0}],"
                    + "\"usage\":{\"prompt_tokens\":4,\"completion_tokens\":0,\"total_tokens\":4}}";

    private static final Map<String, String> WHOLE = Map.of(
            "/api/chat", OLLAMA,
            "/api/embed", OLLAMA_EMBED,
            "/api/v1/services/aigc/text-generation/generation", DASHSCOPE,
            "/api/v1/services/embeddings/text-embedding/text-embedding", DASHSCOPE_EMBED,
            "/api/v1/services/rerank/text-rerank/text-rerank", DASHSCOPE_RERANK,
            "/v2/chat", COHERE,
            "/v2/embed", COHERE_EMBED,
            "/v2/rerank", COHERE_RERANK,
            "/v1/chat/completions", Script.CHAT,
            "/v1/embeddings", MISTRAL_EMBED);

    private VendorScripts() {}

    private static String cohere(String type, String delta) {
        return "event: " + type + "\ndata: {\"type\":\"" + type + "\",\"id\":\"c\",\"index\":0,\"delta\":" + delta
                + "}\n\n";
    }

    /// All of them at their paths.
    public static Script all() {
        return asked -> script(asked).play(asked);
    }

    private static Script script(Received asked) {
        var body = asked.json();
        var path = asked.path();
        // Ollama streams unless it is told not to
        var streams = body.isTrue("stream")
                || path.equals("/api/chat") && body.bool("stream") == null
                || asked.header("x-dashscope-sse") != null;
        if (!streams) {
            var whole = WHOLE.get(path);
            return whole == null ? Script.json(404, "{}") : Script.json(whole);
        }
        return switch (path) {
            case "/api/chat" -> Script.body("application/x-ndjson", Buffer.buffer(OLLAMA_STREAM));
            case "/v2/chat" -> Script.stream(COHERE_STREAM);
            case "/v1/chat/completions" -> Script.stream(Script.STREAM);
            default -> Script.stream(DASHSCOPE_STREAM);
        };
    }
}
