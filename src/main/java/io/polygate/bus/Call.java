package io.polygate.bus;

import io.polygate.model.BodyOutline;
import io.polygate.model.GatewayError;
import io.polygate.model.Header;
import io.polygate.model.Operation;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a caller asks, as a door hands it to routing. Immutable; passed by reference within a JVM.
///
/// @param id the request id, 1 – 128 printable ASCII characters
/// @param door the protocol's front that took the call: a log and metric label
/// @param dialect the wire format of `body` and of the wanted answer
/// @param key what the caller presented to identify itself, never logged
/// @param peer the caller's network address
/// @param model the model's name as the caller wrote it
/// @param variant the method that the path named, where a dialect has several for one operation (Gemini)
/// @param query the query of the path, without keys
/// @param headers the caller's headers, names in lower case, unfiltered
/// @param defect what is wrong with the request; routing tells it once the caller is known
/// @param follows bytes of the largest message in the data that goes on behind `body`, until an empty one; 0 where
///     `body` is all
/// @param startedNanos [System#nanoTime] when the request's head was read, on the node that runs the pipeline
public record Call(
        String id,
        String door,
        String dialect,
        Operation operation,
        @Nullable String key,
        String peer,
        @Nullable String model,
        boolean stream,
        Buffer body,
        BodyOutline outline,
        @Nullable String variant,
        String query,
        List<Header> headers,
        @Nullable GatewayError defect,
        long follows,
        long startedNanos) {

    public static final String ONCE = "idempotency-key";

    /// A call whose `body` is all, save for a form with files.
    public Call(
            String id,
            String door,
            String dialect,
            Operation operation,
            @Nullable String key,
            String peer,
            @Nullable String model,
            boolean stream,
            Buffer body,
            BodyOutline outline,
            @Nullable String variant,
            String query,
            List<Header> headers,
            @Nullable GatewayError defect,
            long startedNanos) {
        this(
                id,
                door,
                dialect,
                operation,
                key,
                peer,
                model,
                stream,
                body,
                outline,
                variant,
                query,
                headers,
                defect,
                0,
                startedNanos);
    }

    /// The same call with data behind its body.
    public Call followed(long largest) {
        return with(body, outline, largest);
    }

    /// The same call when its body, which may be large, is of no use any more.
    public Call withoutBody() {
        return with(Buffer.buffer(), BodyOutline.NONE, follows);
    }

    private Call with(Buffer otherBody, BodyOutline otherOutline, long otherFollows) {
        return new Call(
                id,
                door,
                dialect,
                operation,
                key,
                peer,
                model,
                stream,
                otherBody,
                otherOutline,
                variant,
                query,
                headers,
                defect,
                otherFollows,
                startedNanos);
    }

    /// Whether the request goes on behind `body`, in data of its own until an empty one: a form with files, or messages
    /// line by line.
    public boolean uploads() {
        if (follows > 0) {
            return true;
        }
        var type = operation.opaque() ? header("content-type") : null;
        return type != null && type.regionMatches(true, 0, "multipart/", 0, 10);
    }

    /// What calls have in common of which only the first is sent to a backend: the caller and its `Idempotency-Key`;
    /// null where the call has none. As secret as the caller's key.
    public @Nullable String once() {
        var key = operation.dispatched() && operation != Operation.REALTIME && !uploads() ? header(ONCE) : null;
        return key == null ? null : (this.key == null ? "@" + peer : this.key) + '\n' + key;
    }

    /// The first value of a header, or null. `name` in lower case.
    public @Nullable String header(String name) {
        return Header.first(headers, name);
    }
}
