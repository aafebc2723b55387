package io.polygate.provider.cloud;

import io.polygate.model.GatewayError;
import io.polygate.provider.dialect.Identity;
import io.polygate.provider.dialect.Shape;
import io.polygate.wire.UpstreamFailure;
import io.polygate.wire.gemini.GeminiErrors;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonScanner;
import io.polygate.wire.json.JsonSyntaxException;
import io.polygate.wire.json.JsonWriter;
import io.polygate.wire.json.Splice;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/// Mistral's models at Vertex (https://docs.mistral.ai/deployment/cloud/vertex): Mistral's body, in which the model has
/// neither publisher nor version.
final class VertexMistralShape implements Shape {

    private static final int MODEL = 0;

    private final JsonScanner scanner = new JsonScanner(Json.MAX_DEPTH, "model");
    private final String model;

    VertexMistralShape(String model) {
        this.model = model.replaceFirst("@.*", "");
    }

    @Override
    public Buffer body(Buffer body, Identity who) {
        try {
            var found = scanner.scan(body);
            if (!found.has(MODEL)) {
                return body;
            }
            var splice = new Splice(found);
            splice.replace(MODEL, JsonWriter.quote(model));
            return splice.toBuffer();
        } catch (JsonSyntaxException e) {
            return body;
        }
    }

    /// Mistral's errors have no `error`, those of the cloud before it are Google's.
    @Override
    public @Nullable GatewayError error(UpstreamFailure failure) {
        return isGoogles(failure.body()) ? GeminiErrors.decode(failure).withOriginal(null) : null;
    }

    private static boolean isGoogles(Buffer body) {
        try {
            return Json.parse(body).object("error") != null;
        } catch (JsonSyntaxException e) {
            return false;
        }
    }
}
