package io.polygate.wire.replay;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.GatewayException;
import io.polygate.model.StreamEvent;
import io.polygate.wire.UpstreamFailure;
import io.vertx.core.buffer.Buffer;
import java.util.Map;

/// The errors that recordings hold: as an answer of failure, inside an answer of status 200, or in a stream.
final class Failures {

    private Failures() {}

    static GatewayError decode(Joined joined, Recording recording) {
        var body = Buffer.buffer(recording.body());
        if (recording.status() >= 400) {
            var failure = new UpstreamFailure(recording.status(), Map.of(), body);
            return joined.dialect().decodeError(failure).withOriginal(null);
        }
        var target = joined.target().apply(recording);
        if (recording.file().endsWith(".json")) {
            try {
                joined.dialect().decodeResponse(body, target);
                throw new AssertionError("an error was expected in " + recording);
            } catch (GatewayException e) {
                return e.error();
            }
        }
        var events = Replay.events(joined.dialect(), target, recording.body(), recording.body().length);
        return ((StreamEvent.Failed) events.getLast()).error();
    }

    /// A refused credential is told in our own words: it is not the caller's.
    static boolean isAuth(GatewayError error) {
        return error.kind() == ErrorKind.UPSTREAM_AUTH;
    }
}
