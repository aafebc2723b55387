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
            for (var vendor : new String[] {"ollama", "dashscope", "cohere", "mistral"}) {
                assertThat(seen.get(vendor + " embed").items("vectors"))
                        .as(vendor)
                        .isNotEmpty();
            }
            assertThat(seen.get("cohere rerank").number("first")).isEqualTo(1);
            assertThat(seen.get("dashscope rerank").number("first")).isEqualTo(1);
        }
    }

    private static void said(Map<String, Json> seen, String name, String text, String finish) {
        assertThat(seen).containsKey(name);
        assertThat(seen.get(name).string("text")).as(name).isEqualTo(text);
        assertThat(seen.get(name).string("finish")).as(name).isEqualTo(finish);
    }
}
