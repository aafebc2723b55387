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

    public static final String CONVERSE =
            "{\"output\":{\"message\":{\"role\":\"assistant\",\"content\":[{\"text\":\"Hi\"}]}},"
                    + "\"stopReason\":\"end_turn\",\"usage\":{\"inputTokens\":5,\"outputTokens\":2,\"totalTokens\":7},"
                    + "\"metrics\":{\"latencyMs\":9}}";
    public static final String CLAUDE =
            "{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude\","
                    + "\"content\":[{\"type\":\"text\",\"text\":\"Hi\"}],\"stop_reason\":\"end_turn\",\"stop_sequence\":null,"
                    + "\"usage\":{\"input_tokens\":5,\"output_tokens\":2}}";
    public static final String TITAN_EMBED =
            "{\"embedding\":[1,2],\"embeddingsByType\":{\"float\":[1,2]}," + "\"inputTextTokenCount\":3}";
    public static final String BEDROCK_RERANK = "{\"results\":[{\"index\":1,\"relevance_score\":0.5}]}";
    public static final String THROTTLED = "{\"message\":\"Too many requests\"}";

    public static final String GEMINI =
            "{\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[{\"text\":\"Hi\"}]},\"finishReason\":\"STOP\"}],"
                    + "\"usageMetadata\":{\"promptTokenCount\":3,\"candidatesTokenCount\":1,\"totalTokenCount\":4},"
                    + "\"modelVersion\":\"g\"}";
    public static final String VERTEX_EMBED =
            "{\"predictions\":[{\"embeddings\":{\"values\":[0.5,0.25],\"statistics\":{\"token_count\":2}}}]}";

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

    /// Events of Converse's stream.
    public static Buffer converseStream() {
        return Frames.event("messageStart", "{\"role\":\"assistant\",\"p\":\"ab\"}")
                .appendBuffer(Frames.event(
                        "contentBlockDelta", "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"Hel\"},\"p\":\"a\"}"))
                .appendBuffer(
                        Frames.event("contentBlockDelta", "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"lo\"}}"))
                .appendBuffer(Frames.event("contentBlockStop", "{\"contentBlockIndex\":0}"))
                .appendBuffer(Frames.event("messageStop", "{\"stopReason\":\"end_turn\"}"))
                .appendBuffer(
                        Frames.event(
                                "metadata",
                                "{\"usage\":{\"inputTokens\":3,\"outputTokens\":2,\"totalTokens\":5},\"metrics\":{\"latencyMs\":9}}"));
    }

    /// What Anthropic's events are inside InvokeModel's frames.
    public static String[] claudeEvents() {
        return new String[] {
            "{\"type\":\"message_start\",\"message\":"
                    + CLAUDE.replace("[{\"type\":\"text\",\"text\":\"Hi\"}]", "[]")
                            .replace("\"end_turn\"", "null") + "}",
            "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}",
            "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"Hi\"}}",
            "{\"type\":\"content_block_stop\",\"index\":0}",
            "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\",\"stop_sequence\":null},"
                    + "\"usage\":{\"output_tokens\":2}}",
            "{\"type\":\"message_stop\",\"amazon-bedrock-invocationMetrics\":{\"inputTokenCount\":5}}"
        };
    }

    /// The same in their frames.
    public static Buffer claudeStream() {
        var all = Buffer.buffer();
        for (var event : claudeEvents()) {
            all.appendBuffer(Frames.chunk(event));
        }
        return all;
    }

    private static Script bedrock(Received asked) {
        var path = asked.path();
        var method = path.substring(path.lastIndexOf('/') + 1);
        if (path.contains("throttled")) {
            return method.equals("converse")
                    ? Script.json(429, THROTTLED, "x-amzn-errortype", "ThrottlingException:http://internal.amazon.com/")
                    : Script.body(Frames.TYPE, Frames.exception("throttlingException", THROTTLED));
        }
        return switch (method) {
            case "converse" -> Script.json(CONVERSE);
            case "converse-stream" -> Script.body(Frames.TYPE, converseStream());
            case "invoke-with-response-stream" -> Script.body(Frames.TYPE, claudeStream());
            case "count-tokens" -> Script.json("{\"inputTokens\":21}");
            default ->
                Script.json(path.contains("titan") ? TITAN_EMBED : path.contains("rerank") ? BEDROCK_RERANK : CLAUDE);
        };
    }

    private static Script google(Received asked) {
        var path = asked.path();
        return switch (path.substring(path.lastIndexOf(':') + 1)) {
            case "generateContent" -> Script.json(GEMINI);
            case "streamGenerateContent" -> Script.stream("data: " + GEMINI + "\r\n\r\n");
            case "countTokens" -> Script.json("{\"totalTokens\":7}");
            case "embedContent" -> Script.json("{\"embedding\":{\"values\":[0.5,0.25]}}");
            case "batchEmbedContents" -> Script.json("{\"embeddings\":[{\"values\":[0.5,0.25]}]}");
            case "predict" -> Script.json(VERTEX_EMBED);
            default -> Script.json(404, "{}");
        };
    }

    private static Script script(Received asked) {
        if (asked.path().startsWith("/model/")) {
            return bedrock(asked);
        }
        if (asked.path().startsWith("/v1beta")) {
            return google(asked);
        }
        var body = asked.json();
        var path = asked.path().replaceFirst("^/openai/deployments/[^/]+/", "/v1/");
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
