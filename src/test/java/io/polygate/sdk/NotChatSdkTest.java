package io.polygate.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.testing.FakeProvider;
import io.polygate.testing.GatewayText;
import io.polygate.testing.OpenAiScripts;
import io.polygate.testing.Script;
import io.polygate.testing.TestGateway;
import io.polygate.testing.VendorScripts;
import io.polygate.wire.json.Json;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// OpenAI's own clients for what isn't chat, and Cohere's for rankings: what their users see through the gateway.
@Timeout(value = 10, unit = TimeUnit.MINUTES)
final class NotChatSdkTest {

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "VENDORS")
    void openAisClientsUseEveryPath(Sdk sdk) {
        try (var backend = new FakeProvider();
                var gateway = TestGateway.start(new GatewayText()
                        .fake(backend)
                        .model("embedder", "fake", "text-embedding-3-small")
                        .model("painter", "fake", "gpt-image-1")
                        .model("speaker", "fake", "tts-1")
                        .model("hearer", "fake", "gpt-4o-transcribe")
                        .model("judge", "fake", "omni-moderation-latest"))) {
            backend.answers(OpenAiScripts.all());
            var seen = sdk.run(
                    "not_chat_client",
                    Map.of(
                            "OPENAI_BASE_URL",
                            "http://127.0.0.1:" + gateway.port() + "/v1",
                            "OPENAI_API_KEY",
                            "sk-test"));
            says(seen, "embeddings", "{\"vectors\":[[1,2],[3,4]],\"tokens\":2}");
            says(seen, "image", "{\"bytes\":\"picture\",\"tokens\":30}");
            says(seen, "image edit", "{\"bytes\":\"picture\"}");
            says(
                    seen,
                    "image stream",
                    "{\"types\":[\"image_generation.partial_image\",\"image_generation.completed\"]}");
            says(seen, "speech", "{\"bytes\":70000,\"type\":\"audio/mpeg\"}");
            says(seen, "transcription", "{\"text\":\"hello\",\"tokens\":59}");
            says(seen, "transcription text", "{\"text\":\"hello\\n\"}");
            says(seen, "transcription stream", "{\"text\":\"hello\",\"last\":\"transcript.text.done\"}");
            says(seen, "translation", "{\"text\":\"hello\"}");
            says(seen, "moderation", "{\"flagged\":true,\"hate\":true}");
            says(seen, "file", "{\"id\":\"file-1\",\"bytes\":307200}");
            says(seen, "files", "{\"ids\":[\"file-1\"]}");
            says(seen, "file again", "{\"name\":\"calls.jsonl\"}");
            says(seen, "file content", "{\"text\":\"{\\\"custom_id\\\":\\\"1\\\"}\\n\"}");
            says(seen, "file deleted", "{\"deleted\":true}");
            says(seen, "batch", "{\"id\":\"batch_1\",\"status\":\"validating\"}");
            says(seen, "batches", "{\"ids\":[\"batch_1\"]}");
            says(seen, "batch again", "{\"status\":\"in_progress\"}");
            says(seen, "batch cancelled", "{\"status\":\"cancelling\"}");
            says(seen, "error", "{\"status\":404,\"code\":\"model_not_found\"}");
        }
    }

    @Test
    void coheresClientRanksAtEveryBackend() {
        try (var backend = new FakeProvider();
                var gateway = TestGateway.start(new GatewayText()
                        .backend("co", "cohere", "http://127.0.0.1:" + backend.port())
                        .backend("qwen", "dashscope", "http://127.0.0.1:" + backend.port() + "/api/v1")
                        .backend("jina", "openai", backend.baseUrl())
                        .backend("aws", "bedrock", "http://127.0.0.1:" + backend.port())
                        .model("cohere", "co", "rerank-v3.5")
                        .model("dashscope", "qwen", "gte-rerank-v2")
                        .model("jina", "jina", "jina-reranker-v3")
                        .model("bedrock", "aws", "\"cohere.rerank-v3-5:0\""))) {
            backend.answers(asked -> (asked.path().equals("/v1/rerank")
                            ? Script.json("{\"model\":\"j\",\"usage\":{\"total_tokens\":7},\"results\":[{\"index\":1,"
                                    + "\"relevance_score\":0.5}]}")
                            : VendorScripts.all())
                    .play(asked));
            var seen = Sdk.VENDORS.run("rank_client", Map.of("GATEWAY", "http://127.0.0.1:" + gateway.port()));
            for (var model : new String[] {"cohere", "dashscope", "jina", "bedrock"}) {
                says(seen, model, "{\"index\":1,\"score\":0.5}");
            }
        }
    }

    private static void says(Map<String, Json> seen, String name, String expected) {
        assertThat(seen).containsKey(name);
        assertThat(new io.vertx.core.json.JsonObject(seen.get(name).raw()))
                .as(name)
                .isEqualTo(new io.vertx.core.json.JsonObject(expected));
    }
}
