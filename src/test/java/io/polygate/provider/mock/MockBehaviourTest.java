package io.polygate.provider.mock;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.model.ErrorKind;
import io.polygate.model.Operation;
import io.polygate.provider.Attempt;
import io.polygate.provider.ProviderConfig.Timeouts;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MockBehaviourTest {

    private static final String HELLO = "\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]";

    private final MockBench bench = new MockBench();

    @AfterEach
    void close() {
        bench.close();
    }

    private static String body(boolean stream, String metadata) {
        return "{\"stream\":" + stream + ",\"metadata\":{" + metadata + "}," + HELLO + "}";
    }

    private static void get(Promise<?> promise) throws Exception {
        promise.future().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @CsvSource({
        "429, RATE_LIMITED, 429",
        "500, UPSTREAM_ERROR, 500",
        "503, OVERLOADED, 503",
        "401, UPSTREAM_AUTH, 502",
        "reset, UPSTREAM_UNREACHABLE, 502",
        "hang, UPSTREAM_TIMEOUT, 504"
    })
    void failsBeforeTheFirstPartOnRequest(String fault, ErrorKind kind, int status) {
        for (var stream : new boolean[] {false, true}) {
            var answer = bench.chat(body(stream, "\"mock_fault\":\"" + fault + "\""));
            assertThat(answer.error.kind()).isEqualTo(kind);
            assertThat(answer.error.status()).isEqualTo(status);
            assertThat(answer.parts).isEmpty();
        }
    }

    @Test
    void tellsWhenToComeBackAfterARateLimit() {
        var error = bench.chat(body(false, "\"mock_fault\":\"429\"")).error;
        assertThat(error.retryAfter()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void breaksAStreamOffAfterTheTokensThatWereAskedFor() {
        var answer = bench.chat(body(true, "\"mock_fault\":\"cut\",\"mock_after\":\"2\""));
        assertThat(answer.error.kind()).isEqualTo(ErrorKind.UPSTREAM_ERROR);
        assertThat(answer.content(0)).isEqualTo("You said:");
        assertThat(answer.text()).doesNotContain("[DONE]");
    }

    @Test
    void hangsInMidStreamUntilTheIdleTimeout() {
        var answer = bench.chat(body(true, "\"mock_fault\":\"hang\",\"mock_after\":\"1\""));
        assertThat(answer.error.kind()).isEqualTo(ErrorKind.UPSTREAM_TIMEOUT);
        assertThat(answer.error.message()).contains("idle timeout");
        assertThat(answer.content(0)).isEqualTo("You");
    }

    @Test
    void putsAnErrorIntoAStreamThatHasBegunAndEndsIt() {
        var answer = bench.chat(body(true, "\"mock_fault\":\"error-event\""));
        assertThat(answer.error).isNull();
        assertThat(answer.outcome.error()).isTrue();
        assertThat(answer.events().getLast().object("error").string("code")).isEqualTo("mock_fault");
    }

    @Test
    void anErrorInsideAWholeAnswerIsAFailure() {
        var answer = bench.chat(body(false, "\"mock_fault\":\"error-event\""));
        assertThat(answer.error.status()).isEqualTo(502);
        assertThat(answer.error.code()).isEqualTo("mock_fault");
    }

    @Test
    void aFaultThatIsSetForAfterTheEndStrikesBeforeTheEnd() {
        var answer = bench.chat(body(true, "\"mock_fault\":\"cut\",\"mock_after\":\"9999\""));
        assertThat(answer.error).isNotNull();
        assertThat(answer.text()).doesNotContain("finish_reason\":\"stop");
    }

    @Test
    void readsTheSameWishesFromTheModelsName() {
        var body = "{\"stream\":true," + HELLO + "}";
        var answer = bench.call(Operation.CHAT, "echo@delay=1ms,tokens=5", body);
        assertThat(answer.outcome.tokens().output()).isEqualTo(5);
        assertThat(bench.call(Operation.CHAT, "echo@fault=429", body).error.status())
                .isEqualTo(429);
        var refused = bench.call(Operation.CHAT, "echo@quick", body).error;
        assertThat(refused.message()).isEqualTo("model: \"quick\" (expected: key=value behind the @)");
    }

    @Test
    void aDelayThatIsLongerThanTheTimeoutEndsInTheTimeout() {
        var answer = bench.chat(body(false, "\"mock_delay\":\"60s\""));
        assertThat(answer.error.message()).contains("first-byte timeout");
    }

    @Test
    void theTotalTimeoutEndsAStreamThatIsNeverIdle() {
        var timeouts = new Timeouts(
                Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofMillis(100));
        try (var slow = new MockBench(timeouts)) {
            var answer = slow.chat(body(true, "\"mock_delay\":\"5ms\",\"mock_tokens\":\"1000\""));
            assertThat(answer.error.message()).contains("total timeout");
            assertThat(answer.parts).isNotEmpty();
        }
    }

    @Test
    void saysNothingWhilePausedAndGoesOnWhenResumed() throws Exception {
        var recording = new Recording();
        var attempt = new AtomicReference<Attempt>();
        var quiet = Promise.<Void>promise();
        recording.onPart = r -> {
            if (r.parts.size() == 3) {
                attempt.get().pause();
                bench.vertx.setTimer(50, id -> quiet.complete());
            }
        };
        bench.open(
                Operation.CHAT,
                "echo",
                body(true, "\"mock_tokens\":\"10000\",\"mock_delay\":\"0\""),
                recording,
                attempt::set);
        get(quiet);
        assertThat(recording.parts).hasSize(3);
        bench.context.runOnContext(v -> attempt.get().resume());
        MockBench.await(recording);
        assertThat(recording.outcome.tokens().output()).isEqualTo(10_000);
        assertThat(recording.text()).endsWith("[DONE]\n\n");
    }

    @Test
    void aPauseHoldsADelayAndAnIdleTimeoutBack() throws Exception {
        var recording = new Recording();
        var attempt = new AtomicReference<Attempt>();
        var waited = Promise.<Void>promise();
        recording.onPart = r -> {
            if (r.parts.size() == 2) {
                attempt.get().pause();
                bench.vertx.setTimer(400, id -> waited.complete());
            }
        };
        bench.open(Operation.CHAT, "echo@delay=20ms,tokens=4", body(true, ""), recording, attempt::set);
        get(waited);
        assertThat(recording.parts).hasSize(2);
        assertThat(recording.error).isNull();
        bench.context.runOnContext(v -> attempt.get().resume());
        MockBench.await(recording);
        assertThat(recording.error).isNull();
        assertThat(recording.text()).endsWith("[DONE]\n\n");
    }

    @ParameterizedTest
    @CsvSource({"'', 1", "'\"mock_delay\":\"10ms\"', 2", "'\"mock_fault\":\"hang\",\"mock_after\":\"1\"', 2"})
    void isSilentOnceItIsCancelled(String metadata, int parts) throws Exception {
        var recording = new Recording();
        var attempt = new AtomicReference<Attempt>();
        var quiet = Promise.<Void>promise();
        recording.onPart = r -> {
            if (r.parts.size() == parts) {
                attempt.get().cancel();
                bench.vertx.setTimer(250, id -> quiet.complete());
            }
        };
        bench.open(Operation.CHAT, "echo", body(true, metadata), recording, attempt::set);
        get(quiet);
        assertThat(recording.parts).hasSize(parts);
        assertThat(recording.error).isNull();
        assertThat(recording.outcome).isNull();
    }

    @Test
    void closingTheProviderLetsWhatIsOpenEnd() {
        var recording = new Recording();
        recording.onPart = r -> bench.provider().close();
        bench.open(Operation.CHAT, "echo@tokens=5", body(true, ""), recording, attempt -> {});
        MockBench.await(recording);
        assertThat(recording.text()).endsWith("[DONE]\n\n");
    }
}
