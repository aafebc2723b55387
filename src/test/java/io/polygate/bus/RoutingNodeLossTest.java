package io.polygate.bus;

import static io.polygate.testing.Caller.HELLO;
import static io.polygate.testing.Caller.HELLO_STREAM;
import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.testing.FakeProvider;
import io.polygate.testing.Form;
import io.polygate.testing.GatewayProcess;
import io.polygate.testing.GatewayText;
import io.polygate.testing.RawSocket;
import io.polygate.testing.Received;
import io.polygate.testing.Script;
import io.polygate.testing.TestGateway;
import io.polygate.testing.Wait;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two routing nodes behind one node of doors; one of them dies or stops.
final class RoutingNodeLossTest {

    @TempDir
    private Path folder;

    private final FakeProvider provider = new FakeProvider();
    private final int meetingPort = GatewayText.freePort();
    private final Map<String, GatewayProcess> routing = new HashMap<>();
    private TestGateway doors;

    /// Each routing node has its own name for the same provider, so that an answer tells who routed it.
    @BeforeEach
    void start() {
        for (var name : new String[] {"first", "second"}) {
            var port = routing.isEmpty() ? meetingPort : GatewayText.freePort();
            var text = new GatewayText()
                    .provider(name, provider.baseUrl())
                    .model("gpt-test", name, "m")
                    .log("calls: true")
                    .clusterNode(port, "routing", meetingPort);
            routing.put(name, new GatewayProcess(text.toString(), folder));
            routing.get(name).address();
        }
        doors = TestGateway.start(new GatewayText().fake(provider).clusterNode(0, "doors", meetingPort));
        provider.answers(Script.json(Script.CHAT));
        var seen = new HashSet<String>();
        Wait.until(provider.vertx(), () -> {
            var answer = doors.caller().chat(HELLO);
            answer.headers().firstValue("x-polygate-provider").ifPresent(seen::add);
            return seen.size() == 2;
        });
    }

    @AfterEach
    void close() {
        doors.close();
        routing.values().forEach(GatewayProcess::close);
        provider.close();
    }

    private static String routedBy(String head) {
        return head.contains("x-polygate-provider: first") ? "first" : "second";
    }

    @Test
    void aKilledNodeEndsItsStreamsWithAnErrorEventAndTheNextCallWorks() {
        provider.answers(Script.stall(Script.ROLE));
        try (var socket = doors.raw().send(RawSocket.post(HELLO_STREAM))) {
            var node = routedBy(socket.readTo("assistant"));
            routing.get(node).kill();
            assertThat(socket.readTo("0\r\n\r\n")).contains("data: {\"error\":", "\"code\":\"upstream_error\"");
            provider.answers(Script.json(Script.CHAT));
            for (int i = 0; i < 4; i++) {
                var next = doors.caller().chat(HELLO);
                assertThat(next.statusCode()).as(next.body()).isEqualTo(200);
                assertThat(next.headers().firstValue("x-polygate-provider")).isNotEqualTo(java.util.Optional.of(node));
            }
            assertThat(doors.management().get("/metrics").body())
                    .contains("gateway_requests_total{model=\"none\",provider=\"none\",status=\"502\"} 1.0");
        }
    }

    @Test
    void aNodeThatAcceptsTooLateEndsTheCallThatNobodyWaitsFor() {
        var slow = routing.get("first");
        slow.freeze(true);
        try {
            for (int i = 0; i < 2; i++) {
                assertThat(doors.caller().chat(HELLO).headers().firstValue("x-polygate-provider"))
                        .hasValue("second");
            }
            provider.answers(Script.hang());
        } finally {
            slow.freeze(false);
        }
        Wait.until(provider.vertx(), () -> slow.output().contains("client_closed"));
    }

    /// Who routed it; the backend got all of it.
    private String sendForm() {
        var form = new Form().field("model", "gpt-test").file("file", 3_000_000);
        var answer = doors.caller().post("/v1/audio/transcriptions", form.bytes(), "content-type", Form.TYPE);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(transcription().bytes().length).isEqualTo(form.bytes().length - "gpt-test".length() + 1);
        return answer.headers().firstValue("x-polygate-provider").orElseThrow();
    }

    private Received transcription() {
        var asked = provider.take();
        while (!asked.path().endsWith("/transcriptions")) {
            asked = provider.take();
        }
        return asked;
    }

    /// What has come of the form before a node answers is for the one that does.
    @Test
    void aFormThatBeginsWhileANodeHangsReachesTheOtherOneWhole() {
        provider.answers(Script.json("{\"text\":\"hello\"}"));
        var seen = new HashSet<String>();
        Wait.until(provider.vertx(), () -> {
            seen.add(sendForm());
            return seen.size() == 2;
        });
        var slow = routing.get("first");
        slow.freeze(true);
        try {
            for (int i = 0; i < 2; i++) {
                assertThat(sendForm()).isEqualTo("second");
            }
        } finally {
            slow.freeze(false);
        }
    }

    @Test
    void aNodeThatStopsLetsItsStreamsEndAndGetsNoNewCalls() {
        var go = new java.util.concurrent.CompletableFuture<Void>();
        provider.answers(Script.stream(Script.ROLE, go, Script.FINISH + Script.DONE));
        try (var socket = doors.raw().send(RawSocket.post(HELLO_STREAM))) {
            var node = routedBy(socket.readTo("assistant"));
            routing.get(node).terminate();
            provider.answers(Script.json(Script.CHAT));
            Wait.until(provider.vertx(), () -> {
                var answer = doors.caller().chat(HELLO);
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                return !answer.headers()
                        .firstValue("x-polygate-provider")
                        .orElseThrow()
                        .equals(node);
            });
            go.complete(null);
            assertThat(socket.readTo("[DONE]")).contains("stop");
            assertThat(routing.get(node).exit()).isZero();
        }
    }
}
