package io.polygate.wire.replay;

import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.polygate.model.GatewayException;
import io.polygate.model.StreamEvent;
import io.polygate.wire.ResponseEvents;
import io.polygate.wire.responses.ResponsesDialect;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Every stream of responses that is written out of a recording, whichever dialect it came in and whether it was one or
/// not, keeps the order and the numbers of OpenAI's.
final class ResponsesStreamOrderTest {

    private static final Counter COUNTER = new Counter("streams of responses in order");

    @TestFactory
    Stream<DynamicTest> everyStreamThatIsWrittenIsInOrder() {
        return Dialects.ALL.stream().flatMap(from -> Recordings.of(from.apis()).stream()
                .map(recording -> dynamicTest(from + ": " + recording, () -> {
                    var group = from + ": " + recording.provider();
                    COUNTER.begin(group);
                    ResponsesStreamCheck.check(Replay.encode(new ResponsesDialect(), events(from, recording))
                            .getBytes());
                    COUNTER.passed(group);
                })));
    }

    @AfterAll
    static void report() {
        COUNTER.print();
    }

    private static List<StreamEvent> events(Joined from, Recording recording) {
        if (recording.status() >= 400) {
            return List.of(new StreamEvent.Failed(Failures.decode(from, recording)));
        }
        var target = from.target().apply(recording);
        if (recording.streamed() && !recording.file().endsWith(".json")) {
            return Replay.events(from.dialect(), target, recording.body(), recording.body().length);
        }
        var events = new ArrayList<StreamEvent>();
        try {
            ResponseEvents.replay(from.dialect().decodeResponse(Buffer.buffer(recording.body()), target), events::add);
        } catch (GatewayException e) {
            events.add(new StreamEvent.Failed(e.error()));
        }
        return events;
    }
}
