package io.polygate.wire.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.polygate.model.StreamEvent;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Every recorded answer says through its own dialect what its JSON says, however its bytes are split.
final class RecordedReplayTest {

    private static final Counter COUNTER = new Counter("own dialect");

    @TestFactory
    Stream<DynamicTest> recordedAnswersKeepTheirMeaning() {
        return Dialects.ALL.stream().flatMap(joined -> Recordings.of(joined.apis()).stream()
                .map(recording -> dynamicTest(recording.toString(), () -> {
                    COUNTER.begin(recording.provider());
                    check(joined, recording);
                    COUNTER.passed(recording.provider());
                })));
    }

    @AfterAll
    static void report() {
        COUNTER.print();
    }

    private static void check(Joined joined, Recording recording) {
        var error = joined.reader().error(recording);
        if (recording.status() >= 400) {
            failure(joined, recording, error);
        } else if (recording.streamed() && !recording.file().endsWith(".json")) {
            stream(joined, recording, error);
        } else if (error != null) {
            assertThat(Failures.decode(joined, recording).message()).isEqualTo(error);
        } else {
            whole(joined, recording);
        }
    }

    private static void failure(Joined joined, Recording recording, String message) {
        var error = Failures.decode(joined, recording);
        if (Failures.isAuth(error)) {
            assertThat(error.message()).isEqualTo("the backend refused the gateway's credential for it");
            assertThat(error.status()).isEqualTo(502);
        } else {
            assertThat(error.status()).isEqualTo(recording.status());
            assertThat(error.message()).isNotEmpty();
            if (!message.isEmpty()) {
                assertThat(error.message()).isEqualTo(message);
            }
        }
    }

    private static void whole(Joined joined, Recording recording) {
        var dialect = joined.dialect();
        var target = joined.target().apply(recording);
        var response = dialect.decodeResponse(Buffer.buffer(recording.body()), target);
        assertThat(Meaning.of(response)).isEqualTo(joined.reader().read(recording));
        if (Dialects.BACKENDS.contains(joined)) {
            return;
        }
        var again = dialect.decodeResponse(
                dialect.encodeResponse(response, Replay.context(false)).body(), target);
        assertThat(Meaning.of(again)).isEqualTo(Meaning.of(response));
        assertThat(again.extras()).isEqualTo(response.extras());
        var encoded = dialect.encodeResponse(again, Replay.context(false)).body();
        assertThat(encoded)
                .isEqualTo(
                        dialect.encodeResponse(response, Replay.context(false)).body());
    }

    private static void stream(Joined joined, Recording recording, String error) {
        var dialect = joined.dialect();
        var target = joined.target().apply(recording);
        var body = recording.body();
        var events = Replay.events(dialect, target, body, body.length);
        assertThat(Replay.events(dialect, target, body, 1)).as("byte by byte").isEqualTo(events);
        assertThat(Replay.events(dialect, target, body, 7)).as("in sevens").isEqualTo(events);
        assertThat(Replay.eventByEvent(dialect, target, body))
                .as("event by event")
                .isEqualTo(events);
        EventOrder.check(events);
        if (error != null) {
            assertThat(((StreamEvent.Failed) events.getLast()).error().message())
                    .isEqualTo(error);
            return;
        }
        assertThat(events.getLast()).isInstanceOf(StreamEvent.Ended.class);
        var response = Replay.response(events);
        assertThat(Meaning.of(response)).isEqualTo(joined.reader().read(recording));
        if (Dialects.BACKENDS.contains(joined)) {
            return;
        }
        var encoded = Replay.encode(dialect, events);
        var again = Replay.events(dialect, target, encoded.getBytes(), 1000);
        assertThat(Meaning.of(Replay.response(again))).isEqualTo(Meaning.of(response));
        assertThat(List.of(encoded)).isEqualTo(List.of(Replay.encode(dialect, events)));
    }
}
