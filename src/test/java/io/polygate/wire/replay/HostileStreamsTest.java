package io.polygate.wire.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.polygate.model.StreamEvent;
import io.polygate.wire.Target;
import io.polygate.wire.json.Json;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Streams of vendors with something wrong in one event, at every place: each is told to callers of every dialect up
/// to a good or a bad end, in the order that encoders rely on, and never breaks anything.
final class HostileStreamsTest {

    private static final int MOST = 4_000;
    private static final List<String> WRONG = List.of(
            "null",
            "true",
            "-1",
            "99999999999",
            "1e400",
            "0.5",
            "\"\"",
            "\"x\"",
            "\"\\ud800\"",
            "[]",
            "[null]",
            "[1,\"a\",{}]",
            "{}",
            "{\"type\":\"x\"}");

    @TestFactory
    Stream<DynamicTest> everyPlaceMayHoldTheWrongThing() {
        return Dialects.DOORS.stream().flatMap(joined -> Recordings.of(joined.apis()).stream()
                .filter(recording -> recording.root().startsWith("src"))
                .map(recording -> dynamicTest(joined + " " + recording, () -> check(joined, recording))));
    }

    private static void check(Joined joined, Recording recording) {
        var events = new ArrayList<>(
                List.of(new String(recording.body()).replace("\r\n", "\n").split("\n\n")));
        var random = new Random(11);
        var broken = new ArrayList<String>();
        var cases = new ArrayList<Integer>();
        for (var i = 0; i < events.size(); i++) {
            var data = events.get(i).indexOf("data:");
            if (data < 0 || !events.get(i).substring(data + 5).trim().startsWith("{")) {
                continue;
            }
            var head = events.get(i).substring(0, data) + "data: ";
            var json =
                    Json.parse(Buffer.buffer(events.get(i).substring(data + 5).trim()));
            for (var place : HostileJson.places(json)) {
                for (var wrong : WRONG) {
                    if (random.nextInt(events.size() * WRONG.size() * 20) < MOST) {
                        tell(
                                joined,
                                changed(events, i, head + HostileJson.with(json, place, wrong)),
                                i + " " + place + " = " + wrong,
                                broken);
                    }
                }
                tell(joined, changed(events, i, head + HostileJson.without(json, place)), i + " no " + place, broken);
            }
            tell(joined, changed(events, i, ""), "no event " + i, broken);
            tell(joined, changed(events, i, events.get(i) + "\n\n" + events.get(i)), "event " + i + " twice", broken);
            cases.add(i);
        }
        assertThat(cases).isNotEmpty();
        assertThat(broken).isEmpty();
    }

    private static String changed(List<String> events, int at, String event) {
        var changed = new ArrayList<>(events);
        changed.set(at, event);
        return String.join("\n\n", changed) + "\n\n";
    }

    private static void tell(Joined from, String stream, String what, List<String> broken) {
        List<StreamEvent> events;
        try {
            events = Replay.events(from.dialect(), Target.of("m"), stream.getBytes(), 4096);
            EventOrder.check(events);
        } catch (Throwable e) {
            broken.add(what + ": " + at(e));
            return;
        }
        for (var to : Dialects.DOORS) {
            try {
                Replay.encode(to.dialect(), events);
            } catch (io.polygate.model.GatewayException e) {
                broken.add(what + " to " + to + ": " + e.error().message());
            } catch (Throwable e) {
                broken.add(what + " to " + to + ": " + at(e));
            }
        }
    }

    private static String at(Throwable e) {
        var trace = e.getStackTrace();
        var ours = java.util.Arrays.stream(trace)
                .filter(f -> f.getClassName().contains("polygate"))
                .findFirst();
        return String.valueOf(e).lines().limit(3).reduce("", (a, b) -> a + b) + " at " + ours.orElse(null);
    }
}
