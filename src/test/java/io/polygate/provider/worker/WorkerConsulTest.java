package io.polygate.provider.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.polygate.testing.ConsulAgent;
import io.polygate.testing.FakeConsul;
import io.polygate.testing.GatewayText;
import io.polygate.testing.TestGateway;
import io.polygate.testing.Wait;
import io.polygate.testing.WorkerProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Real Python workers that announce themselves in Consul: a real agent where there is a `consul` on the PATH, else one
/// of ours.
final class WorkerConsulTest {

    private static final String ECHO = "{name: echo, engine: echo}";
    private static final String LATE = "{name: late, engine: echo, options: {load_delay: 1.0}}";

    @TempDir
    Path folder;

    private final List<WorkerProcess> workers = new ArrayList<>();
    private AutoCloseable consul;
    private String address;
    private TestGateway gateway;

    @BeforeEach
    void start() {
        var binary = ConsulAgent.binary();
        if (binary.isPresent()) {
            var agent = new ConsulAgent(binary.get());
            consul = agent;
            address = agent.address();
            Wait.until(agent::isReady);
        } else {
            var fake = new FakeConsul();
            consul = fake;
            address = fake.address();
        }
        gateway = TestGateway.start(new GatewayText()
                .entry("{id: fleet, dialect: worker, discovery: {type: consul, service: model-worker}}")
                .line("consul: {address: \"" + address + "\"}"));
    }

    @AfterEach
    void stop() throws Exception {
        if (gateway != null) {
            gateway.close();
        }
        workers.forEach(WorkerProcess::close);
        consul.close();
    }

    private WorkerProcess announced(String... models) {
        var worker = WorkerProcess.startWith(folder, "consul: {address: \"" + address + "\", interval: 200ms}", models);
        workers.add(worker);
        return worker;
    }

    private boolean listed(String model) {
        return gateway.caller().get("/v1/models").body().contains("\"" + model + "\"");
    }

    private int ask(String model) {
        var body = "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"one two\"}]}";
        return gateway.caller().chat(body).statusCode();
    }

    @Test
    void isCallableOnceItHasRegisteredAndIsOutAfterItsEnd() {
        assertThat(ask("echo")).isEqualTo(404);
        var worker = announced(ECHO);
        Wait.until(() -> ask("echo") == 200);
        assertThat(ask("fleet/echo")).isEqualTo(200);
        assertThat(listed("echo")).isTrue();
        worker.terminate();
        Wait.until(() -> !listed("echo"));
        assertThat(worker.exit()).isZero();
        assertThat(ask("echo")).isEqualTo(404);
    }

    @Test
    void isOutAfterItWasKilledToo() {
        assumeTrue(ConsulAgent.binary().isPresent(), "no consul binary on the PATH, and ours lets no check run out");
        var worker = announced(ECHO);
        Wait.until(() -> ask("echo") == 200);
        worker.kill();
        Wait.until(() -> !listed("echo"));
        worker.startAgain();
        Wait.until(() -> ask("echo") == 200);
    }

    @Test
    void aModelThatComesLaterIsSeenWhileItRuns() {
        announced(ECHO, LATE);
        Wait.until(() -> ask("echo") == 200);
        Wait.until(() -> listed("late") && ask("late") == 200);
        assertThat(ask("echo")).isEqualTo(200);
    }
}
