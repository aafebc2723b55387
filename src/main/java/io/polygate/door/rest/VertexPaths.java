package io.polygate.door.rest;

import io.polygate.edge.EdgeRequest;
import io.polygate.edge.Route;
import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.Operation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Vertex' paths of models: Gemini's methods for Google's, Anthropic's messages by `rawPredict` for Claude
/// (https://docs.anthropic.com/en/api/claude-on-vertex-ai). Project and location are the gateway's own affair.
final class VertexPaths {

    private static final String COUNTING = "count-tokens";

    private VertexPaths() {}

    static List<Route> routes(String prefix, Serving serving) {
        var routes = new ArrayList<Route>();
        for (var version : List.of("/v1", "/v1beta1")) {
            var publishers = prefix + version + "/projects/{project}/locations/{location}/publishers/";
            routes.add(Route.post(
                    publishers + "google/models/*",
                    request -> serve(request, google(request.path()), serving, GeminiPath.METHODS + " or predict")));
            routes.add(Route.post(
                    publishers + "anthropic/models/*",
                    request -> serve(request, claude(request.path()), serving, "rawPredict or streamRawPredict")));
        }
        return routes;
    }

    private static void serve(EdgeRequest request, @Nullable Shape shape, Serving serving, String methods) {
        if (shape == null) {
            request.fail(GatewayError.of(ErrorKind.NOT_FOUND, "unknown method (expected: " + methods + ")"));
        } else {
            serving.json(request, shape);
        }
    }

    /// Vertex' own embeddings are asked for by `predict`.
    private static @Nullable Shape google(String path) {
        var part = GeminiPath.modelPart(path);
        var model = without(part, ":predict");
        return model == null
                ? GeminiPath.shape(path)
                : new Shape("vertex", Operation.EMBEDDING, model, "predict", Streaming.NEVER, null);
    }

    private static @Nullable Shape claude(String path) {
        var part = GeminiPath.modelPart(path);
        var streamed = without(part, ":streamRawPredict");
        var whole = without(part, ":rawPredict");
        if (COUNTING.equals(whole)) {
            return Shape.own("anthropic", Operation.COUNT_TOKENS, "rawPredict", Streaming.NEVER);
        }
        var model = streamed == null ? whole : streamed;
        var streaming = streamed == null ? Streaming.NEVER : Streaming.ALWAYS;
        var shape = Shape.own("anthropic", Operation.CHAT, "rawPredict", streaming);
        return model == null ? null : shape.at(model);
    }

    private static @Nullable String without(String part, String method) {
        return part.endsWith(method) && part.length() > method.length()
                ? part.substring(0, part.length() - method.length())
                : null;
    }
}
