package io.polygate.provider.dialect;

import io.polygate.model.GatewayError;
import io.polygate.provider.http.AnswerReader;
import io.polygate.wire.UpstreamFailure;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How a backend wraps the messages of a dialect that is not its own. One for each call, used on one context.
public interface Shape {

    /// The dialect as it is, at its own paths.
    Shape PLAIN = new Shape() {};

    /// The dialect as it is, at other paths.
    Shape SAME = new Shape() {};

    /// The request as the backend takes it.
    default Buffer body(Buffer body, Identity who) {
        return body;
    }

    /// Headers that the request needs; an empty value takes one away.
    default Map<String, String> headers() {
        return Map.of();
    }

    /// Reads the backend's answer and hands it on as the dialect's own.
    default AnswerReader reader(AnswerReader dialect) {
        return dialect;
    }

    /// What an answer with a status of failure says, or null where it is one of the dialect.
    default @Nullable GatewayError error(UpstreamFailure failure) {
        return null;
    }
}
