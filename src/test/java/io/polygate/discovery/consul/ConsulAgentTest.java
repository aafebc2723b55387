package io.polygate.discovery.consul;

import static io.polygate.testing.Caller.HELLO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.polygate.testing.ConsulAgent;
import io.polygate.testing.FakeProvider;
import io.polygate.testing.GatewayText;
import io.polygate.testing.Script;
import io.polygate.testing.TestGateway;
import io.polygate.testing.Wait;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The gateway with a real Consul agent, where there is a `consul` binary on the PATH.
final class ConsulAgentTest {

    private final FakeProvider backend = new FakeProvider();
    private ConsulAgent consul;
    private TestGateway gateway;

    @BeforeEach
    void start() {
        var binary = ConsulAgent.binary();
        assumeTrue(binary.isPresent(), "no consul binary on the PATH");
        consul = new ConsulAgent(binary.get());
        Wait.until(backend.vertx(), consul::isReady);
        backend.answers(Script.json(Script.CHAT));
        gateway = TestGateway.start(new GatewayText()
                .mock()
                .entry("{id: workers, dialect: openai,"
                        + " discovery: {type: consul, service: model-worker, tags: [gpu]}}")
                .line("consul: {address: \"" + consul.address()
                        + "\", register: true, node: one, max-retry-pause: 1s}"));
    }

    @AfterEach
    void close() {
        if (gateway != null) {
            gateway.close();
        }
        if (consul != null) {
            consul.close();
        }
        backend.close();
    }

    private void register(String check) {
        consul.register(new JsonObject()
                .put("ID", "w1")
                .put("Name", "model-worker")
                .put("Address", "127.0.0.1")
                .put("Port", backend.port())
                .put("Tags", new JsonArray().add("gpu"))
                .put("Meta", new JsonObject().put("models", "qwen3-8b").put("weight", "100"))
                .put("Check", new JsonObject(check)));
    }

    private static final String ALIVE = "{\"TTL\": \"60s\", \"Status\": \"passing\"}";
    private static final String DYING = "{\"TTL\": \"1s\", \"Status\": \"passing\"}";

    private int call() {
        return gateway.caller().chat(HELLO.replace("gpt-test", "qwen3-8b")).statusCode();
    }

    private void until(int status) {
        Wait.until(backend.vertx(), () -> call() == status);
    }

    @Test
    void aWorkerIsCallableAsLongAsItsCheckPasses() {
        assertThat(call()).isEqualTo(404);
        register(DYING);
        until(200);
        until(404);
    }

    @Test
    void callsGoOnWhileConsulIsLostAndTheGatewayComesBackWithIt() {
        register(ALIVE);
        until(200);
        var self = "/v1/agent/service/polygate-one";
        Wait.until(backend.vertx(), () -> consul.get("/v1/agent/services").contains("polygate-one"));
        assertThat(consul.get(self)).contains("\"Service\": \"polygate\"");
        var asked = "HTTP GET http://127.0.0.1:" + gateway.port() + "/ready: 200";
        Wait.until(backend.vertx(), () -> consul.get("/v1/agent/checks").contains(asked));
        consul.kill();
        assertThat(call()).isEqualTo(200);
        consul.start();
        Wait.until(backend.vertx(), consul::isReady);
        Wait.until(backend.vertx(), () -> consul.get("/v1/agent/services").contains("polygate-one"));
        assertThat(call()).isEqualTo(200);
        Wait.on(gateway.stop());
        assertThat(consul.get("/v1/agent/services")).doesNotContain("polygate-one");
    }
}
