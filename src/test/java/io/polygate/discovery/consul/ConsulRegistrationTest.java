package io.polygate.discovery.consul;

import static io.polygate.testing.Caller.HELLO;
import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.testing.FakeConsul;
import io.polygate.testing.FakeProvider;
import io.polygate.testing.GatewayText;
import io.polygate.testing.TestGateway;
import io.polygate.testing.Wait;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The gateway's own place in Consul, and what it serves from there.
final class ConsulRegistrationTest {

    private final FakeConsul consul = new FakeConsul();
    private final FakeProvider backend = new FakeProvider();

    @AfterEach
    void close() {
        backend.close();
        consul.close();
    }

    private GatewayText text(String more) {
        return new GatewayText()
                .fake(backend)
                .line("consul: {address: \"" + consul.address() + "\", max-retry-pause: 200ms, " + more + "}");
    }

    private void untilRegistered() {
        Wait.until(consul.vertx(), () -> !consul.ids().isEmpty());
    }

    @Test
    void registersWithACheckOfItsReadinessAndLeavesOnStop() {
        try (var gateway = TestGateway.start(text("register: true, token: sesame"))) {
            consul.token("sesame");
            untilRegistered();
            var id = consul.ids().getFirst();
            assertThat(id).startsWith("polygate-").endsWith("-" + gateway.port());
            var service = consul.service(id);
            assertThat(service.getString("Name")).isEqualTo("polygate");
            assertThat(service.getInteger("Port")).isEqualTo(gateway.port());
            var check = service.getJsonObject("Check");
            assertThat(check.getString("HTTP")).isEqualTo("http://127.0.0.1:" + gateway.port() + "/ready");
            assertThat(check.getString("Interval")).isEqualTo("5s");
            Wait.on(gateway.stop());
            assertThat(consul.ids()).isEmpty();
        }
    }

    @Test
    void registersAgainWhenConsulHasForgottenIt() {
        try (var gateway = TestGateway.start(text("register: true, node: one"))) {
            untilRegistered();
            consul.kill();
            assertThat(gateway.caller().chat(HELLO).statusCode()).isEqualTo(200);
            consul.comeBackEmpty();
            untilRegistered();
            assertThat(consul.ids()).containsExactly("polygate-one");
        }
    }

    @Test
    void startsWithoutConsulAndRegistersOnceItIsThere() {
        consul.kill();
        try (var gateway = TestGateway.start(text("register: true, node: one"))) {
            assertThat(gateway.caller().chat(HELLO).statusCode()).isEqualTo(200);
            consul.comeBackEmpty();
            untilRegistered();
        }
        assertThat(consul.ids()).isEmpty();
    }

    @Test
    void aChangeOfTheConfigurationMovesItsEntry() {
        try (var gateway = TestGateway.start(text("register: true, node: one"))) {
            untilRegistered();
            gateway.reload(text("register: true, node: two"));
            Wait.until(consul.vertx(), () -> consul.ids().equals(List.of("polygate-two")));
            gateway.reload(text("register: false"));
            Wait.until(consul.vertx(), () -> consul.ids().isEmpty());
        }
    }
}
