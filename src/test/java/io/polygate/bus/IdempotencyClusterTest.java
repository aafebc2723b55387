package io.polygate.bus;

import static io.polygate.testing.Caller.HELLO;
import static io.polygate.testing.Caller.HELLO_STREAM;
import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.testing.FakeProvider;
import io.polygate.testing.GatewayProcess;
import io.polygate.testing.GatewayText;
import io.polygate.testing.Script;
import io.polygate.testing.TestGateway;
import io.polygate.testing.Wait;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two processes with doors and routing each, and a third node of doors alone: a key is known at all of them.
final class IdempotencyClusterTest {

    private static final String KEY = "idempotency-key";
    private static final int KEYS = 12;

    @TempDir
    private Path folder;

    private final FakeProvider provider = new FakeProvider();
    private final int meetingPort = GatewayText.freePort();
    private final Map<String, GatewayProcess> nodes = new HashMap<>();
    private TestGateway doors;

    /// Each node has its own name for the same provider, so that an answer tells who routed it.
    @BeforeEach
    void start() {
        for (var name : new String[] {"first", "second"}) {
            var port = nodes.isEmpty() ? meetingPort : GatewayText.freePort();
            var text = new GatewayText()
                    .provider(name, provider.baseUrl())
                    .model("gpt-test", name, "m")
                    .clusterNode(port, "doors, routing", meetingPort);
            nodes.put(name, new GatewayProcess(text.toString(), folder));
            nodes.get(name).address();
        }
        doors = TestGateway.start(new GatewayText().fake(provider).clusterNode(0, "doors", meetingPort));
        provider.answers(Script.json(Script.CHAT));
        // All see each other when calls of the third node reach both.
        var probe = new int[1];
        Wait.until(provider.vertx(), () -> {
            var answer = doors.caller().chat(HELLO, KEY, "probe" + probe[0]++);
            var same = nodes.get(routedBy(answer).equals("first") ? "second" : "first")
                    .caller()
                    .chat(HELLO, KEY, "probe" + (probe[0] - 1));
            return probe[0] > 4 && routedBy(answer).equals(routedBy(same));
        });
        provider.answers(Script.json(Script.CHAT));
    }

    @AfterEach
    void close() {
        doors.close();
        nodes.values().forEach(GatewayProcess::close);
        provider.close();
    }

    private static String routedBy(HttpResponse<?> answer) {
        return answer.headers().firstValue("x-polygate-provider").orElse("nobody");
    }

    @Test
    void aKeyIsSentOnceWhicheverNodeIsAsked() {
        for (int i = 0; i < KEYS; i++) {
            var first = nodes.get("first").caller().chat(HELLO, KEY, "k" + i);
            var second = nodes.get("second").caller().chat(HELLO, KEY, "k" + i);
            var third = doors.caller().chat(HELLO, KEY, "k" + i);
            assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
            assertThat(second.body()).isEqualTo(first.body());
            assertThat(routedBy(second)).isEqualTo(routedBy(first));
            assertThat(routedBy(third)).isEqualTo(routedBy(first));
        }
        assertThat(provider.waiting()).isEqualTo(KEYS);
        var other = nodes.get("second").caller().chat(HELLO.replace("Hi", "Ho"), KEY, "k0");
        assertThat(other.statusCode()).isEqualTo(422);
        assertThat(provider.waiting()).isEqualTo(KEYS);
    }

    @Test
    void aSecondAtAnotherNodeWaitsForTheFirst() {
        var go = new CompletableFuture<Void>();
        provider.answers(Script.stream(Script.ROLE + Script.HELLO, go, Script.WORLD + Script.FINISH + Script.DONE));
        var first = nodes.get("first").caller().later(HELLO_STREAM, KEY, "k");
        provider.take();
        var second = nodes.get("second").caller().later(HELLO_STREAM, KEY, "k");
        var third = doors.caller().later(HELLO_STREAM, KEY, "k");
        Wait.until(
                provider.vertx(),
                () -> doors.management().get("/metrics").body().contains("gateway_calls_active 1"));
        go.complete(null);
        var body = Wait.on(first).body();
        assertThat(body).endsWith("data: [DONE]\n\n");
        assertThat(Wait.on(second).body()).isEqualTo(body);
        assertThat(Wait.on(third).body()).isEqualTo(body);
        assertThat(provider.waiting()).isZero();
    }

    @Test
    void afterTheLossOfItsNodeAKeyIsFresh() {
        var lost = routedBy(doors.caller().chat(HELLO, KEY, "k"));
        nodes.get(lost).kill();
        var left = lost.equals("first") ? "second" : "first";
        var again = doors.caller().chat(HELLO, KEY, "k");
        assertThat(again.statusCode()).as(again.body()).isEqualTo(200);
        assertThat(routedBy(again)).isEqualTo(left);
        assertThat(provider.waiting()).isEqualTo(2);
        assertThat(routedBy(nodes.get(left).caller().chat(HELLO, KEY, "k"))).isEqualTo(left);
        assertThat(provider.waiting()).isEqualTo(2);
    }
}
