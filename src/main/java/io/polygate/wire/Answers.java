package io.polygate.wire;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.GatewayException;
import io.polygate.wire.json.Bytes;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonSyntaxException;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Backends' bodies as JSON objects.
public final class Answers {

    private Answers() {}

    /// @throws io.polygate.model.GatewayException when an answer is no JSON object
    public static Json object(Buffer body) {
        var json = objectOrNull(Bytes.of(body));
        if (json == null) {
            throw GatewayError.of(ErrorKind.UPSTREAM_ERROR, "the backend's answer is not a JSON object")
                    .asException();
        }
        return json;
    }

    public static @Nullable Json objectOrNull(Bytes body) {
        try {
            var json = Json.parse(body.array(), body.from(), body.to(), Json.MAX_DEPTH);
            return json.isObject() ? json : null;
        } catch (JsonSyntaxException e) {
            return null;
        }
    }

    /// The error with the backend's own answer, for callers of its dialect; without it where that is none of theirs.
    public static GatewayError original(GatewayError error, String dialect, Buffer body) {
        return error.kind() == ErrorKind.UPSTREAM_AUTH || objectOrNull(Bytes.of(body)) == null
                ? error
                : error.withOriginal(new GatewayError.Original(dialect, body.toString(), List.of()));
    }

    /// A backend's own error answer, where it spoke the dialect; else null.
    public static @Nullable Buffer original(GatewayError error, String dialect) {
        var original = error.original();
        return original != null && original.dialect().equals(dialect) ? Buffer.buffer(original.body()) : null;
    }

    /// An answer without what each has: that of another server, or an error in a shape that nobody knows.
    public static GatewayException lacking(String member) {
        return GatewayError.of(ErrorKind.UPSTREAM_ERROR, "the backend's answer holds no " + member)
                .asException();
    }

    /// A member's text; empty where it is absent or something else.
    public static String text(Json json, String name) {
        var text = json.string(name);
        return text == null ? "" : text;
    }

    /// An error in our own words for a credential of ours that was refused: it is not the caller's.
    public static GatewayError refusedCredential() {
        return GatewayError.of(ErrorKind.UPSTREAM_AUTH, "the backend refused the gateway's credential for it");
    }

    /// A stream that ended before its answer did.
    public static GatewayError cutShort() {
        return GatewayError.of(ErrorKind.UPSTREAM_ERROR, "the backend's stream ended before its answer was complete");
    }
}
