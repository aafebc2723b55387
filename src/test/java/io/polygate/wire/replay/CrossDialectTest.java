package io.polygate.wire.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.polygate.model.ChatResponse;
import io.polygate.model.GatewayError;
import io.polygate.model.StreamEvent;
import io.polygate.wire.ResponseEvents;
import io.polygate.wire.Target;
import io.polygate.wire.json.JsonWriter;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// A recorded answer of one dialect, told to a caller of another, still says the same: for every pair, as a stream, as
/// a whole answer, and as a whole answer told to a caller who wants a stream.
final class CrossDialectTest {

    private static final Counter COUNTER = new Counter("across dialects");

    @TestFactory
    Stream<DynamicTest> recordedAnswersSayTheSameToCallersOfEveryDialect() {
        return Dialects.ALL.stream()
                .flatMap(from -> Recordings.of(from.apis()).stream().flatMap(recording -> Dialects.DOORS.stream()
                        .map(to -> dynamicTest(recording + " as " + to, () -> {
                            var group = from + " as " + to + ": " + recording.provider();
                            COUNTER.begin(group);
                            check(from, recording, to);
                            COUNTER.passed(group);
                        }))));
    }

    @AfterAll
    static void report() {
        COUNTER.print();
    }

    private static void check(Joined from, Recording recording, Joined to) {
        var message = from.reader().error(recording);
        if (message != null || recording.status() >= 400) {
            failure(from, recording, to, message);
            return;
        }
        var target = from.target().apply(recording);
        var meaning = to.sayable().apply(from.reader().read(recording));
        if (recording.streamed() && !recording.file().endsWith(".json")) {
            var body = recording.body();
            var events = Replay.events(from.dialect(), target, body, body.length);
            assertThat(streamed(to, events)).as("stream").isEqualTo(meaning);
            assertThat(whole(to, Replay.response(events))).as("collected").isEqualTo(meaning);
        } else {
            var response = from.dialect().decodeResponse(Buffer.buffer(recording.body()), target);
            assertThat(whole(to, response)).as("whole").isEqualTo(meaning);
            var events = new ArrayList<StreamEvent>();
            ResponseEvents.replay(response, events::add);
            EventOrder.check(events);
            assertThat(streamed(to, events)).as("replayed").isEqualTo(meaning);
        }
    }

    private static Meaning streamed(Joined to, List<StreamEvent> events) {
        var bytes = Replay.encode(to.dialect(), events).getBytes();
        var again = Replay.events(to.dialect(), Target.of("m"), bytes, 333);
        EventOrder.check(again);
        var collector = Replay.collect(again);
        assertThat(collector.error()).isNull();
        return to.sayable().apply(Meaning.of(collector.response()));
    }

    private static Meaning whole(Joined to, ChatResponse response) {
        var body = to.dialect().encodeResponse(response, Replay.context(false)).body();
        return to.sayable().apply(Meaning.of(to.dialect().decodeResponse(body, Target.of("m"))));
    }

    /// An error keeps its message in every dialect, as an answer and at the end of a stream.
    private static void failure(Joined from, Recording recording, Joined to, String message) {
        var error = Failures.decode(from, recording);
        assertThat(to.dialect().encodeError(error, "request-1").toString()).contains(quoted(error));
        var events = List.of(new StreamEvent.Failed(error));
        var stream = Replay.encode(to.dialect(), List.copyOf(events));
        var again = Replay.events(to.dialect(), Target.of("m"), stream.getBytes(), 10);
        assertThat(((StreamEvent.Failed) again.getLast()).error().message()).isEqualTo(error.message());
        if (message != null && !message.isEmpty() && !Failures.isAuth(error)) {
            assertThat(error.message()).isEqualTo(message);
        }
    }

    private static String quoted(GatewayError error) {
        return JsonWriter.quote(error.message());
    }
}
