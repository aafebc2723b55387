package io.polygate.provider.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.testing.GatewayText;
import io.polygate.testing.TestGateway;
import io.polygate.testing.Wait;
import io.polygate.testing.WorkerProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two real Python workers behind a gateway: shares, cancels, deaths and ends.
final class WorkerFleetTest {

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

    private static String slow(int slots) {
        return "{name: echo, engine: echo, slots: " + slots + ", options: {delay: 0.02}}";
    }

    private void serve(int... slots) {
        for (int each : slots) {
            workers.add(WorkerProcess.start(folder, slow(each)));
        }
        var endpoints = workers.stream()
                .map(worker -> "{url: \"" + worker.address() + "\"}")
                .collect(Collectors.joining(", "));
        gateway = TestGateway.start(new GatewayText()
                .entry("{id: w, dialect: worker, discovery: {type: static, endpoints: [" + endpoints + "]}}"));
    }

    private static String ask(String text) {
        return "{\"model\":\"echo\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"" + text + "\"}]}";
    }

    /// A stream of which the first words came.
    private Stream open() {
        var stream = new Stream(gateway.caller().open(ask(WORDS)));
        stream.until("word1");
        return stream;
    }

    private record Stream(HttpResponse<InputStream> answer, BufferedReader reader) {

        Stream(HttpResponse<InputStream> answer) {
            this(answer, new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8)));
            assertThat(answer.statusCode()).isEqualTo(200);
        }

        void until(String text) {
            try {
                for (var line = reader.readLine(); line != null; line = reader.readLine()) {
                    if (line.contains(text)) {
                        return;
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            throw new AssertionError("the stream ended before " + text);
        }

        String rest() {
            return reader.lines().collect(Collectors.joining("\n"));
        }

        void leave() {
            try {
                answer.body().close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private WorkerProcess busy() {
        return workers.stream()
                .filter(worker -> worker.busySlots() > 0)
                .findFirst()
                .orElseThrow();
    }

    private int answered() {
        return gateway.caller().chat(ask("one two")).statusCode();
    }

    @Test
    void callsAreSharedByFreeSlots() {
        serve(1, 3);
        var streams = IntStream.range(0, 4).mapToObj(i -> open()).toList();
        assertThat(workers.get(0).busySlots()).isEqualTo(1);
        assertThat(workers.get(1).busySlots()).isEqualTo(3);
        streams.forEach(Stream::leave);
    }

    @Test
    void aCallThatFindsAllSlotsTakenWaitsForOne() {
        serve(1, 1);
        var first = open();
        var second = open();
        var third = gateway.caller().later(ask("one two"));
        assertThat(workers).allMatch(worker -> worker.busySlots() == 1);
        assertThat(third).isNotDone();
        first.leave();
        assertThat(Wait.on(third).body()).contains("\" two\"", "[DONE]");
        second.leave();
    }

    @Test
    void aCallerWhoLeavesFreesTheSlot() {
        serve(1);
        var stream = open();
        assertThat(workers.getFirst().busySlots()).isEqualTo(1);
        stream.leave();
        Wait.until(() -> workers.getFirst().busySlots() == 0);
        assertThat(workers.getFirst().output()).contains("cancelled");
    }

    @Test
    void aWorkerThatDiesEndsItsStreamsWithAnErrorAndTheOtherServesOn() {
        serve(2, 2);
        var stream = open();
        busy().kill();
        var rest = stream.rest();
        assertThat(rest).contains("\"error\"").doesNotContain("[DONE]", "\"finish_reason\":\"stop\"");
        for (int i = 0; i < 6; i++) {
            assertThat(answered()).isEqualTo(200);
        }
    }

    @Test
    void aWorkerThatStopsFinishesWhatItHasWhileTheOtherTakesNewCalls() {
        serve(2, 2);
        var stream = open();
        var stopping = busy();
        stopping.terminate();
        Wait.until(() -> !stopping.isReady());
        for (int i = 0; i < 4; i++) {
            assertThat(answered()).isEqualTo(200);
        }
        assertThat(stream.rest()).contains("word399", "\"finish_reason\":\"stop\"", "[DONE]");
        assertThat(stopping.exit()).isZero();
    }

    @Test
    void aTokenIsShownAndAWrongOneIsNotTheCallersFault() {
        workers.add(WorkerProcess.startGuarded(folder, "t0p-secret", "{name: guarded, engine: echo}"));
        var address = workers.getLast().address();
        gateway = TestGateway.start(new GatewayText()
                .entry("{id: right, dialect: worker, base-url: \"" + address
                        + "\", credentials: [{value: t0p-secret}]}")
                .entry("{id: wrong, dialect: worker, base-url: \"" + address + "\", credentials: [{value: other}]}"));
        var body = ask("one two");
        assertThat(gateway.caller().chat(body.replace("echo", "right/guarded")).statusCode())
                .isEqualTo(200);
        var refused = gateway.caller().chat(body.replace("echo", "wrong/guarded"));
        assertThat(refused.statusCode()).isEqualTo(502);
        assertThat(refused.body()).contains("upstream_auth").doesNotContain("token", "other");
    }
}
