package io.polygate.door.websocket;

import static io.polygate.testing.Caller.HELLO;
import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.testing.FakeProvider;
import io.polygate.testing.FrameSocket;
import io.polygate.testing.GatewayProcess;
import io.polygate.testing.GatewayText;
import io.polygate.testing.Script;
import io.polygate.testing.TestGateway;
import io.polygate.testing.Wait;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A resumable request that began on one node (a process of its own) and goes on at another one.
final class ResumedElsewhereTest {

    private static final String RESUMABLE =
            WebSocketDoorContract.request("long", "{\"stream\":true,\"resumable\":true}");

    @TempDir
    static Path folder;

    private final FakeProvider provider = new FakeProvider();
    private final int meetingPort = GatewayText.freePort();
    private GatewayProcess first;
    private TestGateway second;

    @BeforeEach
    void start() {
        first = new GatewayProcess(text(meetingPort).toString(), folder);
        first.address();
        second = TestGateway.start(text(0));
        provider.answers(Script.json(Script.CHAT));
        assertThat(second.caller().chat(HELLO).statusCode()).isEqualTo(200);
        provider.take();
    }

    private GatewayText text(int port) {
        return new GatewayText()
                .fake(provider)
                .key("other", "sk-other")
                .line("websocket: {send-queue: 64KiB, resume-grace: 2s}")
                .line("bus: {alive-interval: 200ms, alive-timeout: 1s}")
                .clusterNode(port, "doors, routing", meetingPort);
    }

    @AfterEach
    void close() {
        second.close();
        first.close();
        provider.close();
    }

    private FrameSocket there() {
        return FrameSocket.open(first.port());
    }

    private FrameSocket here() {
        return FrameSocket.open(second.port());
    }

    private static String resume(long after) {
        return "{\"type\":\"resume\",\"id\":\"long\",\"after\":" + after + "}";
    }

    @Test
    void goesOnWithoutALostOrDoubledToken() {
        var go = new CompletableFuture<Void>();
        provider.answers(Script.stream(
                Script.ROLE + Script.HELLO, go, Script.WORLD + Script.FINISH + Script.USAGE + Script.DONE));
        var began = there().say(RESUMABLE);
        var asked = provider.take();
        assertThat(began.hear().number("seq")).isEqualTo(1);
        assertThat(began.hear().number("seq")).isEqualTo(2);
        began.reset();
        try (var socket = here()) {
            assertThat(socket.say(resume(1)).hear().number("seq")).isEqualTo(2);
            go.complete(null);
            var rest = socket.hearTo("stream_end", "error");
            assertThat(rest.stream().map(m -> m.number("seq"))).containsExactly(3L, 4L, null);
            assertThat(rest.getLast().object("usage").number("total_tokens")).isEqualTo(11);
        }
        assertThat(asked.gone().isComplete()).isFalse();
        try (var socket = here()) {
            assertThat(socket.say(resume(3)).hear().number("seq")).isEqualTo(4);
            assertThat(socket.hear().string("type")).isEqualTo("stream_end");
            assertThat(socket.say(WebSocketDoorContract.streamed("long")).hear().string("type"))
                    .isEqualTo("stream");
        }
    }

    @Test
    void isNobodyElsesAndTellsWhatIsWrong() {
        provider.answers(Script.stall(Script.ROLE));
        try (var began = there().say(RESUMABLE);
                var mine = here();
                var other = FrameSocket.ask(second.port(), "/ws?token=sk-other")) {
            began.hear();
            assertThat(code(other.say(resume(0)))).isEqualTo("not_found");
            assertThat(code(mine.say("{\"type\":\"resume\",\"id\":\"nobodys\",\"after\":0}")))
                    .isEqualTo("not_found");
            var beyond = mine.say(resume(9)).hear().object("error");
            assertThat(beyond.string("message")).contains("after: 9", "0 to 1");
            assertThat(mine.say(resume(0)).hear().number("seq")).isEqualTo(1);
        }
    }

    private static String code(FrameSocket socket) {
        return socket.hear().object("error").string("code");
    }

    @Test
    void aCancelReachesTheBackend() {
        provider.answers(Script.stall(Script.ROLE));
        var began = there().say(RESUMABLE);
        var asked = provider.take();
        began.hear();
        try (var socket = here()) {
            socket.say(resume(0)).hear();
            socket.say("{\"type\":\"cancel\",\"id\":\"long\"}");
            var end = socket.hear();
            assertThat(end.string("type")).isEqualTo("stream_end");
            assertThat(end.string("finish_reason")).isEqualTo("cancelled");
            Wait.on(asked.gone());
        }
        began.close();
    }

    @Test
    void aConnectionThatIsLostAgainEndsTheCallAfterItsGrace() {
        provider.answers(Script.stall(Script.ROLE));
        var began = there().say(RESUMABLE);
        var asked = provider.take();
        began.hear();
        began.reset();
        var socket = here();
        socket.say(resume(0)).hear();
        assertThat(asked.gone().isComplete()).isFalse();
        socket.reset();
        Wait.on(asked.gone());
    }

    @Test
    void aSlowReaderHoldsTheBackendBackAndLosesNothing() {
        var written = new AtomicLong();
        int chunks = 3_000;
        provider.answers(Script.flood(chunks, 16 * 1024, written));
        var began = there().say(RESUMABLE);
        long seq = 0;
        while (seq < 10) {
            seq = began.hear().number("seq");
        }
        began.reset();
        try (var socket = here()) {
            socket.say(resume(seq));
            long held = Wait.untilStill(provider.vertx(), written::get);
            assertThat(held).isLessThan(chunks * 16L * 1024 / 2);
            for (var message = socket.hear(); message.string("type").equals("stream"); message = socket.hear()) {
                assertThat(message.number("seq")).isEqualTo(++seq);
            }
            assertThat(seq).isEqualTo(chunks + 1);
        }
    }

    @Test
    void isToldWhenTheNodeThatKeepsItDies() {
        provider.answers(Script.stall(Script.ROLE));
        var began = there().say(RESUMABLE);
        began.hear();
        try (var socket = here()) {
            socket.say(resume(0)).hear();
            first.kill();
            var error = socket.hear();
            assertThat(error.string("id")).isEqualTo("long");
            assertThat(error.object("error").string("code")).isEqualTo("upstream_error");
            provider.answers(Script.stream(Script.STREAM));
            assertThat(socket.say(WebSocketDoorContract.streamed("next")).hearTo("stream_end"))
                    .isNotEmpty();
        }
    }
}
