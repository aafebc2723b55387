package io.polygate.wire.responses;

import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonSyntaxException;
import io.polygate.wire.json.JsonWriter;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/// The answer of `POST /responses/input_tokens`: how many tokens a request's input has.
public final class InputTokens {

    /// The path after the base URL.
    public static final String PATH = "/responses/input_tokens";

    private InputTokens() {}

    public static Buffer encode(long tokens) {
        return new JsonWriter(64)
                .object()
                .field("object", "response.input_tokens")
                .field("input_tokens", tokens)
                .endObject()
                .toBuffer();
    }

    /// The number of tokens, or null where the body doesn't say it.
    public static @Nullable Long decode(Buffer body) {
        try {
            return Json.parse(body).number("input_tokens");
        } catch (JsonSyntaxException e) {
            return null;
        }
    }
}
