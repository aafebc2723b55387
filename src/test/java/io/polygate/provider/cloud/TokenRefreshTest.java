package io.polygate.provider.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.testing.Caller;
import io.polygate.testing.FakeProvider;
import io.polygate.testing.GatewayProcess;
import io.polygate.testing.GatewayText;
import io.polygate.testing.Load;
import io.polygate.testing.Received;
import io.polygate.testing.Script;
import io.polygate.testing.Wait;
import io.polygate.wire.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A token that runs out costs no call its life: real gateways under load, a token server that fails at times, and a
/// backend that refuses what has run out.
///
/// `-Dpolygate.refresh.rate=1000` makes so many calls a second.
final class TokenRefreshTest {

    private static final int RATE = Integer.getInteger("polygate.refresh.rate", 200);
    private static final int REFRESHES = 10;
    private static final int MOST_CALLS = 200_000;

    @TempDir
    Path folder;

    private final FakeProvider backend = new FakeProvider();
    private final AtomicInteger refused = new AtomicInteger();

    @AfterEach
    void stop() {
        backend.close();
    }

    private void backendTrusts(TokenServer tokens) {
        backend.answers(asked -> answer(asked, tokens.holds(asked.header("authorization"))));
    }

    private void answer(Received asked, boolean trusted) {
        if (!trusted) {
            refused.incrementAndGet();
            Script.json(401, "{\"error\":{\"message\":\"token expired\"}}").play(asked);
        } else if (asked.json().isTrue("stream")) {
            Script.stream(Script.STREAM).play(asked);
        } else {
            Script.json(Script.CHAT).play(asked);
        }
    }

    private Path signedIn() throws IOException {
        return Files.writeString(
                folder.resolve("account.json"),
                "{\"access_token\":\"access-0\",\"refresh_token\":\"refresh-0\",\"token_type\":\"Bearer\","
                        + "\"resource_url\":\"http://127.0.0.1:" + backend.port() + "\",\"expiry_date\":"
                        + Instant.now().minusSeconds(5).toEpochMilli() + ",\"mine\":1}");
    }

    private GatewayText oauth(TokenServer tokens, Path file) {
        return new GatewayText()
                .account("id: account, dialect: qwen, base-url: \"http://127.0.0.1:" + backend.port()
                        + "/v1\", credentials: [{oauth: \"" + file + "\", token-url: \"http://127.0.0.1:"
                        + tokens.server.port() + "/token\"}]")
                .model("gpt-test", "account", "coder-model");
    }

    private GatewayText entra(TokenServer tokens) {
        return new GatewayText()
                .account("id: account, dialect: azure, base-url: \"http://127.0.0.1:" + backend.port()
                        + "\", credentials: [{tenant: t, client-id: app, client-secret: s, authority:"
                        + " \"http://127.0.0.1:" + tokens.server.port() + "\"}]")
                .model("gpt-test", "account", "my-gpt");
    }

    @ParameterizedTest
    @ValueSource(strings = {"oauth", "entra"})
    void tenRefreshesUnderLoadCostNoCallItsLife(String kind) throws IOException {
        try (var tokens = new TokenServer(1_000, true);
                var gateway = new GatewayProcess(
                        (kind.equals("oauth") ? oauth(tokens, signedIn()) : entra(tokens)).toString(), folder)) {
            backendTrusts(tokens);
            int port = gateway.port();
            try (var load = Load.on(port, MOST_CALLS, RATE)) {
                Wait.until(() -> tokens.given() > REFRESHES);
                var report = load.stop();
                System.out.println(kind + ", " + tokens.given() + " tokens at " + RATE + " calls/s, " + refused.get()
                        + " refused by the backend: " + report);
                assertThat(report.failed()).isEmpty();
                assertThat(report.broken()).isEmpty();
                assertThat(report.sent()).isGreaterThan(RATE);
            }
            assertThat(tokens.mostAtOnce.get()).as("refreshes at once").isEqualTo(1);
            assertThat(tokens.misused).isEmpty();
            assertThat(refused.get()).as("tokens that the backend refused").isPositive();
        }
    }

    private static void both(Caller first, Caller second) {
        for (var node : Map.of("first", first, "second", second).entrySet()) {
            var answer = node.getValue().chat(Caller.HELLO.replace("\"Hi\"", "\"" + node.getKey() + "\""));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        }
    }

    @Test
    void twoNodesWithOneAccountRefreshItOnceForBoth() throws IOException {
        var file = signedIn();
        var meeting = GatewayText.freePort();
        var seen = new ConcurrentHashMap<String, Set<String>>();
        try (var tokens = new TokenServer(4_000, false);
                var one = new GatewayProcess(
                        oauth(tokens, file)
                                .clusterNode(meeting, "doors, routing", meeting)
                                .toString(),
                        folder);
                var other = new GatewayProcess(
                        oauth(tokens, file)
                                .clusterNode(0, "doors, routing", waited(one, meeting))
                                .toString(),
                        folder)) {
            backend.answers(asked -> {
                var token = asked.header("authorization");
                seen.computeIfAbsent(token, k -> ConcurrentHashMap.newKeySet())
                        .add(asked.json().items("messages").getFirst().string("content"));
                answer(asked, tokens.holds(token));
            });
            other.port();
            var whole = new AtomicBoolean(true);
            var reading = Thread.ofPlatform().daemon().start(() -> {
                while (!Thread.currentThread().isInterrupted()) {
                    whole.compareAndSet(true, whole(file));
                }
            });
            var first = one.caller();
            var second = other.caller();
            Wait.until(() -> {
                both(first, second);
                return seen.getOrDefault("Bearer access-4", Set.of()).size() == 2;
            });
            reading.interrupt();
            assertThat(tokens.misused).as("refresh tokens that were used twice").isEmpty();
            assertThat(tokens.mostAtOnce.get()).isEqualTo(1);
            assertThat(refused.get()).isZero();
            for (int number = 1; number <= 4; number++) {
                assertThat(seen.get("Bearer access-" + number)).containsExactlyInAnyOrder("first", "second");
            }
            assertThat(whole).as("the file is always whole").isTrue();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            assertThat(Json.parse(Files.readString(file)).string("refresh_token"))
                    .isEqualTo("refresh-" + tokens.given());
        }
    }

    @Test
    void aNodeThatDiesWhileItRefreshesLeavesTheRefreshToAnother() throws IOException {
        var file = signedIn();
        var meeting = GatewayText.freePort();
        try (var tokens = new TokenServer(60_000, false);
                var dying = new GatewayProcess(
                        oauth(tokens, file)
                                .clusterNode(meeting, "doors, routing", meeting)
                                .toString(),
                        folder);
                var other = new GatewayProcess(
                        oauth(tokens, file)
                                .clusterNode(0, "doors, routing", waited(dying, meeting))
                                .toString(),
                        folder)) {
            backendTrusts(tokens);
            other.port();
            tokens.server.then(Script.hang());
            dying.caller().later(Caller.HELLO);
            tokens.server.take();
            var waiting = other.caller().later(Caller.HELLO);
            dying.kill();
            var answer = Wait.on(waiting);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(Json.parse(Files.readString(file)).string("access_token"))
                    .isEqualTo("access-1");
        }
    }

    private static int waited(GatewayProcess first, int meeting) {
        assertThat(first.port()).isPositive();
        return meeting;
    }

    private static boolean whole(Path file) {
        try {
            return Json.parse(Files.readString(file)).number("mine") == 1;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
