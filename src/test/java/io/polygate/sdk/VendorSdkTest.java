package io.polygate.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.testing.FakeProvider;
import io.polygate.testing.VendorScripts;
import io.polygate.wire.json.Json;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The clients of vendors with formats of their own accept what the scripted backends send, which the gateway's tests
/// rely on.
@Timeout(value = 10, unit = TimeUnit.MINUTES)
final class VendorSdkTest {

    @Test
    void theVendorsOwnClientsAcceptTheScripts() {
        try (var backend = new FakeProvider()) {
            backend.answers(VendorScripts.all());
            var seen = Sdk.VENDORS.run("vendors_client", Map.of("BACKEND", "http://127.0.0.1:" + backend.port()));
            said(seen, "ollama whole", "Hello", "stop");
            said(seen, "ollama stream", "Hello", "stop");
            said(seen, "dashscope whole", "Hello", "stop");
            said(seen, "dashscope stream", "Hello", "stop");
            said(seen, "cohere whole", "Hello", "COMPLETE");
            said(seen, "cohere stream", "Hello", "COMPLETE");
            said(seen, "mistral whole", "Hi", "stop");
            said(seen, "mistral stream", "Hello 世界", "stop");
            said(seen, "bedrock whole", "Hi", "end_turn");
            said(seen, "bedrock stream", "Hello", "end_turn");
            said(seen, "bedrock invoke whole", "Hi", "end_turn");
            said(seen, "bedrock invoke stream", "Hi", "end_turn");
            said(seen, "gemini whole", "Hi", "STOP");
            said(seen, "gemini stream", "Hi", "STOP");
            said(seen, "vertex whole", "Hi", "STOP");
            said(seen, "vertex stream", "Hi", "STOP");
            said(seen, "azure whole", "Hi", "stop");
            said(seen, "azure stream", "Hello 世界", "stop");
            assertThat(seen.get("bedrock error").string("message")).isEqualTo("Too many requests");
            assertThat(seen.get("bedrock stream error").string("message")).isEqualTo("Too many requests");
            assertThat(seen.get("bedrock count").number("tokens")).isEqualTo(21);
            assertThat(seen.get("gemini count").number("tokens")).isEqualTo(7);
            assertThat(seen.get("vertex count").number("tokens")).isEqualTo(7);
            for (var vendor :
                    new String[] {"ollama", "dashscope", "cohere", "mistral", "bedrock", "gemini", "vertex", "azure"}) {
                assertThat(seen.get(vendor + " embed").items("vectors"))
                        .as(vendor)
                        .isNotEmpty();
            }
            assertThat(seen.get("cohere rerank").number("first")).isEqualTo(1);
            assertThat(seen.get("dashscope rerank").number("first")).isEqualTo(1);
            assertThat(seen.get("bedrock rerank").number("first")).isEqualTo(1);
        }
    }

    private static void said(Map<String, Json> seen, String name, String text, String finish) {
        assertThat(seen).containsKey(name);
        assertThat(seen.get(name).string("text")).as(name).isEqualTo(text);
        assertThat(seen.get(name).string("finish")).as(name).isEqualTo(finish);
    }
}
