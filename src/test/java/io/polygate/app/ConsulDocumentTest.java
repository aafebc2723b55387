package io.polygate.app;

import static io.polygate.testing.Caller.HELLO;
import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.testing.FakeConsul;
import io.polygate.testing.FakeProvider;
import io.polygate.testing.GatewayText;
import io.polygate.testing.Script;
import io.polygate.testing.TestGateway;
import io.polygate.testing.Wait;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A document in Consul's KV store, laid over the file.
final class ConsulDocumentTest {

    private static final String KEY = "polygate/config";

    private final FakeConsul consul = new FakeConsul();
    private final FakeProvider backend = new FakeProvider().answers(Script.json(Script.CHAT));
    private TestGateway gateway;

    @AfterEach
    void close() {
        if (gateway != null) {
            gateway.close();
        }
        backend.close();
        consul.close();
    }

    private GatewayText text(String... more) {
        var pairs = String.join("", more);
        return new GatewayText()
                .fake(backend)
                .line("consul: {address: \"" + consul.address() + "\", config-key: " + KEY + ", query-wait: 2s, "
                        + "max-retry-pause: 200ms" + pairs + "}");
    }

    private static String models(String name) {
        return "models:\n  - {name: " + name + ", targets: [{provider: fake, model: upstream-model}]}\n";
    }

    private int status(String model) {
        return gateway.caller().chat(HELLO.replace("gpt-test", model)).statusCode();
    }

    private void until(String model, int status) {
        Wait.until(gateway.vertx(), () -> status(model) == status);
    }

    @Test
    void holdsFromTheFirstCallOnAndChangesWhileRunning() {
        consul.put(KEY, models("first"));
        gateway = TestGateway.start(text());
        assertThat(status("first")).isEqualTo(200);
        assertThat(status("gpt-test")).isEqualTo(404);
        consul.put(KEY, models("second"));
        until("second", 200);
        assertThat(status("first")).isEqualTo(404);
        consul.put(KEY, null);
        until("gpt-test", 200);
        assertThat(status("second")).isEqualTo(404);
    }

    @Test
    void aDocumentThatDoesNotHoldIsRefusedAndTheOldOneServesOn() {
        consul.put(KEY, models("first"));
        gateway = TestGateway.start(text());
        int asked = consul.seen().size();
        consul.put(KEY, "models: [{name: bad, targets: [{provider: nobody, model: x}]}]");
        Wait.until(gateway.vertx(), () -> consul.seen().size() > asked + 1);
        assertThat(status("first")).isEqualTo(200);
        consul.put(KEY, "consul: {address: \"http://127.0.0.1:1\"}");
        Wait.until(gateway.vertx(), () -> consul.seen().size() > asked + 2);
        assertThat(status("first")).isEqualTo(200);
        consul.put(KEY, models("third"));
        until("third", 200);
    }

    @Test
    void servesOnWhileConsulIsLostAndEmptyRightAfterwards() {
        consul.put(KEY, models("first"));
        gateway = TestGateway.start(text());
        // The query that waits for a change is under way, so that the loss is seen.
        Wait.until(gateway.vertx(), () -> consul.seen().size() > 1);
        consul.kill();
        assertThat(status("first")).isEqualTo(200);
        consul.comeBackEmpty();
        int asked = consul.seen().size();
        Wait.until(gateway.vertx(), () -> consul.seen().size() > asked + 1);
        assertThat(status("first")).isEqualTo(200);
        consul.put(KEY, models("second"));
        until("second", 200);
    }

    @Test
    void theFileServesWhereConsulCannotBeAskedAtTheStart() {
        consul.kill();
        gateway = TestGateway.start(text());
        assertThat(status("gpt-test")).isEqualTo(200);
        consul.comeBackEmpty();
        consul.put(KEY, models("first"));
        until("first", 200);
    }

    @Test
    void theEnvironmentAndTheFileStillCount() {
        consul.put(KEY, "routing: {retries: 1}");
        gateway = TestGateway.start(text());
        assertThat(gateway.caller().get("/admin/v1/config").body()).contains("\"retries\":1");
        assertThat(status("gpt-test")).isEqualTo(200);
        gateway.write(text().model("more", "fake", "upstream-model").toString());
        until("more", 200);
        assertThat(gateway.caller().get("/admin/v1/config").body()).contains("\"retries\":1");
    }
}
