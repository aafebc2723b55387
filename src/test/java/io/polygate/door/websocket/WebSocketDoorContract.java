package io.polygate.door.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.testing.FakeProvider;
import io.polygate.testing.FrameSocket;
import io.polygate.testing.Script;
import io.polygate.testing.TestGateway;
import io.polygate.testing.Wait;
import io.polygate.wire.json.Json;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// What clients of both protocols rely on, wherever routing runs.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class WebSocketDoorContract {

    static final String CHAT = "{\"type\":\"chat\",\"payload\":{\"content\":\"Hi\",\"model\":\"gpt-test\"}}";
    static final String BODY = "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
    static final String THOUGHT = Script.chunk("{\"reasoning_content\":\"Hm\"}", "null");

    final FakeProvider provider = new FakeProvider();

    abstract TestGateway gateway();

    FrameSocket open() {
        return FrameSocket.open(gateway().port());
    }

    static String request(String id, String metadata) {
        return "{\"type\":\"request\",\"id\":\"" + id + "\",\"model\":\"gpt-test\",\"request\":" + BODY
                + ",\"metadata\":" + metadata + "}";
    }

    static String streamed(String id) {
        return request(id, "{\"stream\":true}");
    }

    static String payload(Json message, String name) {
        return message.object("payload").string(name);
    }

    @Test
    void chatsTokenByToken() {
        provider.answers(
                Script.stream(Script.ROLE + THOUGHT + Script.HELLO + Script.WORLD + Script.FINISH + Script.DONE));
        try (var socket = open()) {
            var heard = socket.say(CHAT).hearTo("end");
            assertThat(heard).hasSize(4);
            assertThat(payload(heard.get(0), "type")).isEqualTo("reasoning");
            assertThat(payload(heard.get(0), "content")).isEqualTo("Hm");
            assertThat(payload(heard.get(1), "type")).isEqualTo("text");
            assertThat(payload(heard.get(1), "content")).isEqualTo("Hello");
            assertThat(payload(heard.get(1), "model")).isEqualTo("gpt-test");
            assertThat(payload(heard.get(2), "content")).isEqualTo(" 世界");
            assertThat(heard.get(3).raw()).isEqualTo("{\"type\":\"end\"}");
            var asked = provider.take();
            assertThat(asked.json().string("model")).isEqualTo("upstream-model");
            assertThat(asked.json().isTrue("stream")).isTrue();
        }
    }

    @Test
    void streamsARequestWithNumbers() {
        provider.answers(
                Script.stream(Script.ROLE + Script.HELLO + Script.WORLD + Script.FINISH + Script.USAGE + Script.DONE));
        try (var socket = open()) {
            var heard = socket.say(streamed("a")).hearTo("stream_end");
            assertThat(heard).hasSize(5);
            for (int i = 0; i < 4; i++) {
                assertThat(heard.get(i).string("type")).isEqualTo("stream");
                assertThat(heard.get(i).string("id")).isEqualTo("a");
                assertThat(heard.get(i).number("seq")).isEqualTo(i + 1);
            }
            assertThat(("data: " + heard.get(1).raw("data") + "\n\n")).isEqualTo(Script.HELLO);
            var end = heard.get(4);
            assertThat(end.string("id")).isEqualTo("a");
            assertThat(end.string("finish_reason")).isEqualTo("stop");
            assertThat(end.object("usage").number("total_tokens")).isEqualTo(11);
        }
    }

    @Test
    void answersARequestWhole() {
        provider.answers(Script.json(Script.CHAT));
        try (var socket = open()) {
            var heard = socket.say(request("b", "{}")).hear();
            assertThat(heard.string("type")).isEqualTo("response");
            assertThat(heard.string("id")).isEqualTo("b");
            assertThat(heard.raw("response")).isEqualTo(Script.CHAT);
        }
    }

    @Test
    void refusesABadMessageAndGoesOn() {
        provider.answers(Script.stream(Script.STREAM));
        try (var socket = open()) {
            socket.say("{\"type\":");
            assertThat(socket.hear().string("code")).isEqualTo("invalid_json");
            var bad = socket.say("{\"type\":\"chat\",\"payload\":{\"model\":\"gpt-test\"}}")
                    .hear();
            assertThat(bad.string("type")).isEqualTo("error");
            assertThat(bad.string("code")).isEqualTo("missing_required_parameter");
            assertThat(bad.string("message")).contains("payload.content");
            assertThat(payload(bad, "message")).isEqualTo(bad.string("message"));
            assertThat(provider.waiting()).isZero();
            assertThat(socket.say(CHAT).hearTo("end", "error").getLast().string("type"))
                    .isEqualTo("end");
        }
        try (var socket = open()) {
            var bad = socket.say("{\"type\":\"request\",\"id\":\"x\",\"model\":\"gpt-test\"}")
                    .hear();
            assertThat(bad.string("id")).isEqualTo("x");
            assertThat(bad.object("error").string("code")).isEqualTo("missing_required_parameter");
            assertThat(bad.object("error").string("message")).contains("request is missing");
        }
    }

    @Test
    void refusesTheUpgradeOfAnUnknownKey() {
        for (var lines : List.of(new String[0], new String[] {"Authorization: Bearer sk-wrong"}, new String[] {
            "Sec-WebSocket-Protocol: polygate, bearer.sk-wrong"
        })) {
            try (var socket = FrameSocket.ask(gateway().port(), "/ws", lines)) {
                assertThat(socket.status()).isEqualTo(401);
                assertThat(socket.head()).doesNotContain("sk-wrong");
            }
        }
        try (var socket = FrameSocket.ask(gateway().port(), "/ws?token=sk-wrong")) {
            assertThat(socket.status()).isEqualTo(401);
        }
    }

    @Test
    void passesABackendsRateLimitOn() {
        var body = "{\"error\":{\"message\":\"Slow down\",\"type\":\"tokens\",\"code\":\"rate_limit_exceeded\"}}";
        provider.answers(Script.json(429, body, "retry-after", "7"));
        try (var socket = open()) {
            var error = socket.say(CHAT).hear();
            assertThat(error.string("type")).isEqualTo("error");
            assertThat(error.string("code")).isEqualTo("rate_limit_exceeded");
            assertThat(error.string("message")).isEqualTo("Slow down");
        }
        try (var socket = open()) {
            var error = socket.say(streamed("r")).hear();
            assertThat(error.string("id")).isEqualTo("r");
            assertThat(error.object("error").string("code")).isEqualTo("rate_limit_exceeded");
            assertThat(error.object("error").number("retry_after")).isEqualTo(7);
        }
    }

    @Test
    void tellsThatABackendIsDown() {
        provider.answers(Script.reset());
        try (var socket = open()) {
            assertThat(socket.say(CHAT).hear().string("type")).isEqualTo("error");
        }
        try (var socket = open()) {
            var error = socket.say(streamed("r")).hear();
            assertThat(error.string("type")).isEqualTo("error");
            assertThat(error.object("error").string("message")).isNotEmpty();
        }
    }

    @Test
    void aStreamThatBreaksEndsWithAnError() {
        provider.answers(Script.cut(Script.ROLE + Script.HELLO));
        try (var socket = open()) {
            var heard = socket.say(CHAT).hearTo("end", "error");
            assertThat(payload(heard.getFirst(), "content")).isEqualTo("Hello");
            assertThat(heard.getLast().string("type")).isEqualTo("error");
            assertThat(heard.getLast().string("code")).isEqualTo("upstream_error");
        }
        try (var socket = open()) {
            var heard = socket.say(streamed("c")).hearTo("stream_end", "error");
            assertThat(heard).hasSize(3);
            assertThat(heard.getLast().object("error").string("code")).isEqualTo("upstream_error");
        }
    }

    @Test
    void aClientWhoLeavesEndsTheBackendsCall() {
        var whole = request("w", "{}");
        for (var message : List.of(CHAT, streamed("l"), whole)) {
            for (boolean goodbye : List.of(true, false)) {
                provider.answers(message.equals(whole) ? Script.hang() : Script.stall(Script.ROLE + Script.HELLO));
                var socket = open().say(message);
                var asked = provider.take();
                assertThat(asked.gone().isComplete()).isFalse();
                if (goodbye) {
                    socket.close(1000, "");
                } else {
                    socket.reset();
                }
                Wait.on(asked.gone());
                socket.close();
            }
        }
    }

    @Test
    void cancelEndsTheBackendsCallAndTheAnswerOnce() {
        provider.answers(Script.stall(Script.ROLE + Script.HELLO));
        try (var socket = open()) {
            socket.say(streamed("c"));
            var asked = provider.take();
            socket.hear();
            socket.say("{\"type\":\"cancel\",\"id\":\"c\"}");
            var end = socket.hearTo("stream_end", "error").getLast();
            assertThat(end.string("id")).isEqualTo("c");
            assertThat(end.string("finish_reason")).isEqualTo("cancelled");
            Wait.on(asked.gone());
            socket.say("{\"type\":\"cancel\",\"id\":\"c\"}").say("{\"type\":\"heartbeat\"}");
            assertThat(socket.hear().string("type")).isEqualTo("heartbeat");
            socket.say("{\"type\":\"cancel\",\"id\":\"never\"}");
            assertThat(socket.hear().object("error").string("code")).isEqualTo("not_found");
        }
        provider.answers(Script.stall(Script.ROLE + Script.HELLO));
        try (var socket = open()) {
            socket.say(CHAT).hear();
            var asked = provider.take();
            socket.say("{\"type\":\"cancel\"}");
            assertThat(socket.hear().string("type")).isEqualTo("end");
            Wait.on(asked.gone());
        }
    }

    @Test
    void aSlowReaderHoldsTheBackendBackAndLosesNothing() {
        int chunks = 6_000;
        for (var message : List.of(CHAT, streamed("s"))) {
            var written = new AtomicLong();
            provider.answers(Script.flood(chunks, 16 * 1024, written));
            try (var socket = open().say(message)) {
                provider.take();
                long held = Wait.untilStill(provider.vertx(), written::get);
                assertThat(held).isLessThan(chunks * 16L * 1024 / 2);
                int heard = 0;
                while (!List.of("end", "stream_end").contains(socket.hear().string("type"))) {
                    heard++;
                }
                assertThat(heard).isGreaterThanOrEqualTo(chunks);
            }
        }
    }

    @Test
    void answersManyAtOnceEachInOrder() {
        provider.answers(Script.stream(Script.STREAM));
        try (var socket = open()) {
            int count = 100;
            for (int i = 0; i < count; i++) {
                socket.say(streamed("m" + i));
            }
            var next = new java.util.HashMap<String, Long>();
            int ended = 0;
            while (ended < count) {
                var message = socket.hear();
                var id = message.string("id");
                if (message.string("type").equals("stream_end")) {
                    ended++;
                } else {
                    assertThat(message.number("seq")).isEqualTo(next.merge(id, 1L, Long::sum));
                }
            }
            assertThat(next.values()).allMatch(seq -> seq == 4);
        }
    }

    @Test
    void refusesAnIdThatIsInUse() {
        provider.answers(Script.stall(Script.ROLE));
        try (var socket = open()) {
            socket.say(streamed("d")).hear();
            var error = socket.say(streamed("d")).hear();
            assertThat(error.string("id")).isEqualTo("d");
            assertThat(error.object("error").string("code")).isEqualTo("conflict");
        }
    }

    @Test
    void answersABatchEachByItsOwnId() {
        provider.answers(Script.json(Script.CHAT));
        try (var socket = open()) {
            socket.say("{\"type\":\"batch\",\"id\":\"all\",\"requests\":[" + request("one", "{}") + ","
                    + request("two", "{}") + ",{\"model\":\"gpt-test\"}]}");
            var ids = new java.util.ArrayList<String>();
            for (int i = 0; i < 3; i++) {
                var message = socket.hear();
                ids.add(message.string("id") + " " + message.string("type"));
            }
            assertThat(ids).containsExactlyInAnyOrder("one response", "two response", "null error");
        }
    }

    @Test
    void aResumedCallGoesOnWithoutALostOrDoubledToken() {
        var go = new java.util.concurrent.CompletableFuture<Void>();
        provider.answers(Script.stream(
                Script.ROLE + Script.HELLO, go, Script.WORLD + Script.FINISH + Script.USAGE + Script.DONE));
        var first = open().say(request("long", "{\"stream\":true,\"resumable\":true}"));
        var asked = provider.take();
        assertThat(first.hear().number("seq")).isEqualTo(1);
        assertThat(first.hear().number("seq")).isEqualTo(2);
        first.reset();
        try (var second = open()) {
            second.say("{\"type\":\"resume\",\"id\":\"long\",\"after\":1}");
            assertThat(second.hear().number("seq")).isEqualTo(2);
            go.complete(null);
            var rest = second.hearTo("stream_end", "error");
            assertThat(rest.stream().map(m -> m.number("seq"))).containsExactly(3L, 4L, null);
            assertThat(rest.getLast().object("usage").number("total_tokens")).isEqualTo(11);
            assertThat(asked.gone().isComplete()).isFalse();
        }
        try (var third = open()) {
            third.say("{\"type\":\"resume\",\"id\":\"long\",\"after\":3}");
            assertThat(third.hear().number("seq")).isEqualTo(4);
            assertThat(third.hear().string("type")).isEqualTo("stream_end");
            third.say("{\"type\":\"resume\",\"id\":\"nobodys\",\"after\":0}");
            assertThat(third.hear().object("error").string("code")).isEqualTo("not_found");
        }
    }
}
