package io.polygate.provider.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.testing.GatewayText;
import io.polygate.testing.TestGateway;
import io.polygate.testing.Wait;
import io.polygate.testing.WorkerProcess;
import io.polygate.wire.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a gateway knows of real Python workers: the slots of each model, and who is there.
final class WorkerStateTest {

    private static final String WORDS =
            IntStream.range(0, 400).mapToObj(i -> "word" + i).collect(Collectors.joining(" "));

    @TempDir
    Path folder;

    private final List<WorkerProcess> workers = new ArrayList<>();
    private TestGateway gateway;

    @AfterEach
    void stop() {
        if (gateway != null) {
            gateway.close();
        }
        workers.forEach(WorkerProcess::close);
    }

    private WorkerProcess worker(String... models) {
        var worker = WorkerProcess.start(folder, models);
        workers.add(worker);
        return worker;
    }

    private static String slow(String name, int slots) {
        return "{name: " + name + ", engine: echo, slots: " + slots + ", options: {delay: 0.02}}";
    }

    private void serve(String... addresses) {
        var endpoints = Arrays.stream(addresses)
                .map(address -> "{url: \"" + address + "\"}")
                .collect(Collectors.joining(", "));
        gateway = TestGateway.start(new GatewayText()
                .entry("{id: w, dialect: worker, discovery: {type: static, endpoints: [" + endpoints + "]}}")
                .line("discovery: {interval: 100ms}"));
    }

    private static String ask(String model, String text) {
        return "{\"model\":\"" + model + "\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"" + text
                + "\"}]}";
    }

    /// A stream of which the first words came.
    private HttpResponse<InputStream> open(String model) {
        var answer = gateway.caller().open(ask(model, WORDS));
        assertThat(answer.statusCode()).isEqualTo(200);
        var reader = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
        try {
            for (var line = reader.readLine(); !line.contains("word1"); line = reader.readLine()) {
                assertThat(line).isNotNull();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return answer;
    }

    private static void leave(HttpResponse<InputStream> answer) {
        try {
            answer.body().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int answered(String model) {
        return gateway.caller().chat(ask(model, "one two")).statusCode();
    }

    private String models() {
        return gateway.caller().get("/v1/models").body();
    }

    private String state(String address) {
        var list = Json.parse(gateway.caller().get("/loadbalancer/instances").body());
        return list.items("instances").stream()
                .filter(instance -> address.endsWith(instance.string("address")))
                .map(instance -> instance.string("state"))
                .findFirst()
                .orElse("unknown");
    }

    @Test
    void aModelIsSharedByItsOwnSlotsWhateverItsNeighboursHave() {
        var one = worker(slow("echo", 1), slow("other", 8));
        var two = worker(slow("echo", 3));
        serve(one.address(), two.address());
        var streams = IntStream.range(0, 4).mapToObj(i -> open("echo")).toList();
        assertThat(one.busySlots()).isEqualTo(1);
        assertThat(two.busySlots()).isEqualTo(3);
        var fifth = gateway.caller().later(ask("echo", "one two"));
        assertThat(answered("other")).isEqualTo(200);
        assertThat(fifth).isNotDone();
        leave(streams.getFirst());
        assertThat(Wait.on(fifth).body()).contains("[DONE]");
        streams.forEach(WorkerStateTest::leave);
    }

    @Test
    void aConfiguredWorkerThatWasNeverSeenGetsNothingAndIsShownOut() {
        var there = worker(slow("echo", 2));
        var nowhere = "grpc://127.0.0.1:" + GatewayText.freePort();
        serve(nowhere, there.address());
        assertThat(models()).contains("\"echo\"");
        Wait.until(() -> state(nowhere).equals("unhealthy"));
        assertThat(state(there.address())).isEqualTo("healthy");
        for (int i = 0; i < 6; i++) {
            assertThat(answered("echo")).isEqualTo(200);
        }
    }

    @Test
    void theModelsOfAWorkerThatDiedAreListedNoMoreUntilItIsBack() {
        var worker = worker(slow("echo", 2));
        serve(worker.address());
        assertThat(models()).contains("\"echo\"");
        worker.kill();
        Wait.until(() -> state(worker.address()).equals("unhealthy"));
        Wait.until(() -> !models().contains("\"echo\""));
        assertThat(answered("echo")).isEqualTo(404);
        worker.startAgain();
        Wait.until(() -> models().contains("\"echo\""));
        assertThat(answered("echo")).isEqualTo(200);
        assertThat(state(worker.address())).isEqualTo("healthy");
    }
}
