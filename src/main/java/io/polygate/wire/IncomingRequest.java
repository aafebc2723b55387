package io.polygate.wire;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonSyntaxException;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A caller's request as a door got it. `model` and `stream` are what the path says, where the dialect has them there
/// (null: see the body); header names are in lower case. `raw` is the body as it came: what a format that is not JSON
/// reads instead of `body`.
public record IncomingRequest(
        Json body, @Nullable String model, @Nullable Boolean stream, Map<String, String> headers, Buffer raw) {

    private static final Json NOTHING = Json.parse("{}");

    /// A request whose body says everything.
    ///
    /// @throws io.polygate.model.GatewayException when the body is not a JSON object
    public static IncomingRequest of(Buffer body) {
        return of(body, null, null, Map.of());
    }

    public static IncomingRequest of(
            Buffer body, @Nullable String model, @Nullable Boolean stream, Map<String, String> headers) {
        Json json;
        try {
            json = Json.parse(body);
        } catch (JsonSyntaxException e) {
            throw GatewayError.of(ErrorKind.BAD_JSON, "the body is not valid JSON: " + e.getMessage())
                    .asException();
        }
        if (!json.isObject()) {
            throw GatewayError.of(ErrorKind.BAD_REQUEST, "the body is not a JSON object")
                    .asException();
        }
        return new IncomingRequest(json, model, stream, headers, body);
    }

    /// A request in a format that is not JSON: the body says everything, headers nothing.
    public static IncomingRequest binary(Buffer body, @Nullable String model, @Nullable Boolean stream) {
        return new IncomingRequest(NOTHING, model, stream, Map.of(), body);
    }
}
