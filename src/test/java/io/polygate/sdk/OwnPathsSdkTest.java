package io.polygate.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.testing.FakeProvider;
import io.polygate.testing.Frames;
import io.polygate.testing.GatewayText;
import io.polygate.testing.Received;
import io.polygate.testing.Script;
import io.polygate.testing.TestGateway;
import io.polygate.testing.VendorScripts;
import io.polygate.wire.json.Json;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The vendors' own clients work with the gateway at their vendors' own paths, errors and broken streams included.
@Timeout(value = 10, unit = TimeUnit.MINUTES)
final class OwnPathsSdkTest {

    private static final String TASK = "{\"request_id\":\"r\",\"output\":{\"task_id\":\"t-1\",\"task_status\":\"%s\"}}";
    private static final String LINES =
            "{\"is_finished\":false,\"event_type\":\"stream-start\",\"generation_id\":\"g\"}\n"
                    + "{\"is_finished\":false,\"event_type\":\"text-generation\",\"text\":\"Hello\"}\n";
    private static final String END = "{\"is_finished\":true,\"event_type\":\"stream-end\",\"response\":"
            + "{\"text\":\"Hello\",\"finish_reason\":\"COMPLETE\"},\"finish_reason\":\"COMPLETE\"}\n";

    @Test
    void theVendorsOwnClientsAreServed() {
        try (var backend = new FakeProvider();
                var gateway = TestGateway.start(config(backend.port()))) {
            backend.answers(asked -> script(asked).play(asked));
            var seen = Sdk.VENDORS.run("own_paths_client", Map.of("GATEWAY", "http://127.0.0.1:" + gateway.port()));
            said(seen, "ollama whole", "Hello", "stop");
            said(seen, "ollama stream", "Hello", "stop");
            assertThat(seen.get("ollama list").items("names")).isNotEmpty();
            assertThat(seen.get("ollama error").number("status")).isEqualTo(404);
            assertThat(seen.get("ollama error").string("message")).contains("nobody");
            assertThat(seen.get("ollama broken").string("message")).isNotEmpty();
            said(seen, "dashscope whole", "Hello", "stop");
            said(seen, "dashscope stream", "Hello", "stop");
            assertThat(seen.get("dashscope rerank").number("first")).isEqualTo(1);
            assertThat(seen.get("dashscope task").string("id")).isEqualTo("t-1");
            assertThat(seen.get("dashscope task").string("status")).isEqualTo("SUCCEEDED");
            assertThat(seen.get("dashscope error").string("code")).isEqualTo("ModelNotFound");
            said(seen, "cohere whole", "Hello", "COMPLETE");
            said(seen, "cohere stream", "Hello", "COMPLETE");
            assertThat(seen.get("cohere error").string("message")).contains("nobody");
            said(seen, "cohere first", "Hello", "COMPLETE");
            assertThat(seen.get("cohere broken").string("finish")).isEqualTo("ERROR");
            bedrock(seen);
            said(seen, "azure gpt", "Hi", "stop");
            said(seen, "azure llama", "Hello", "stop");
            assertThat(seen.get("azure stream").string("text")).isEqualTo("Hello 世界");
            assertThat(seen.get("azure newer").string("text")).isEqualTo("Hi");
            assertThat(seen.get("azure error").string("code")).isEqualTo("model_not_found");
            assertThat(seen.get("vertex gpt").string("text")).isEqualTo("Hi");
            assertThat(seen.get("vertex llama").string("text")).isEqualTo("Hello");
            assertThat(seen.get("vertex stream").string("text")).isEqualTo("Hello 世界");
            for (var vendor : new String[] {"ollama", "dashscope", "cohere", "azure"}) {
                assertThat(seen.get(vendor + " embed").items("vectors"))
                        .as(vendor)
                        .isNotEmpty();
            }
        }
    }

    private static void bedrock(Map<String, Json> seen) {
        said(seen, "bedrock whole", "Hi", "end_turn");
        said(seen, "bedrock stream", "Hello", "end_turn");
        said(seen, "bedrock invoke whole", "Hi", "end_turn");
        said(seen, "bedrock invoke stream", "Hi", "end_turn");
        assertThat(seen.get("bedrock count").number("tokens")).isEqualTo(21);
        assertThat(seen.get("bedrock throttled").string("code")).isEqualTo("ThrottlingException");
        assertThat(seen.get("bedrock throttled").string("message")).isEqualTo("Too many requests");
        assertThat(seen.get("bedrock unknown").string("code")).isEqualTo("ResourceNotFoundException");
        assertThat(seen.get("bedrock foreign").string("message")).contains("another dialect");
        assertThat(seen.get("bedrock broken").string("code")).isEqualTo("internalServerException");
        assertThat(seen.get("bedrock broken").string("message")).isNotEmpty();
    }

    private static GatewayText config(int port) {
        var host = "http://127.0.0.1:" + port;
        return new GatewayText()
                .backend("oa", "openai", host + "/v1")
                .backend("local", "ollama", host)
                .backend("ds", "dashscope", host + "/api/v1")
                .backend("co", "cohere", host)
                .backend("aws", "bedrock", host)
                .model("gpt", "oa", "gpt-4o")
                .model("llama", "local", "llama3")
                .model("qwen", "ds", "qwen-plus")
                .model("command", "co", "command-a")
                .model("first", "co", "first")
                .model("nova:0", "aws", "\"amazon.nova-lite-v1:0\"")
                .model("throttled", "aws", "throttled")
                .rule("name: dying, targets: [{provider: local, model: dying}, {provider: co, model: dying},"
                        + " {provider: aws, model: dying}]")
                .line("routing: {retries: 0}")
                .line("discovery: {enabled: false}");
    }

    private static Script script(Received asked) {
        var path = asked.path();
        if (path.contains("/model/dying/")) {
            return Script.cut(Frames.TYPE, VendorScripts.converseStream().slice(0, 500));
        }
        if (path.contains("/tasks/")) {
            return Script.json(TASK.formatted("SUCCEEDED"));
        }
        if (path.contains("text2image")) {
            return Script.json(TASK.formatted("PENDING"));
        }
        if (path.equals("/v1/chat")) {
            return asked.body().contains("dying")
                    ? Script.cut("application/stream+json", LINES)
                    : Script.body("application/stream+json", Buffer.buffer(LINES + END));
        }
        return asked.body().contains("dying")
                ? Script.cut("application/x-ndjson", VendorScripts.OLLAMA_STREAM.substring(0, 150))
                : VendorScripts.all();
    }

    private static void said(Map<String, Json> seen, String name, String text, String finish) {
        assertThat(seen).containsKey(name);
        assertThat(seen.get(name).string("text")).as(name).isEqualTo(text);
        assertThat(seen.get(name).string("finish")).as(name).isEqualTo(finish);
    }
}
