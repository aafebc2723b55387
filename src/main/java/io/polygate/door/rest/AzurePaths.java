package io.polygate.door.rest;

import io.polygate.edge.EdgeRequest;
import io.polygate.edge.Route;
import io.polygate.model.Operation;
import java.util.List;
import java.util.function.BiConsumer;

/// Azure's paths of deployments, as its callers write them: OpenAI's API with the model in the path
/// (https://learn.microsoft.com/azure/ai-foundry/openai/reference). Whatever their `api-version`, any backend answers.
final class AzurePaths {

    private AzurePaths() {}

    static List<Route> routes(String prefix, Serving serving) {
        var path = prefix + "/openai/deployments/{model}";
        return List.of(
                route(path + "/chat/completions", serving::json, Operation.CHAT),
                route(path + "/completions", serving::json, Operation.COMPLETION),
                route(path + "/embeddings", serving::json, Operation.EMBEDDING),
                route(path + "/images/generations", serving::json, Operation.IMAGE),
                route(path + "/images/edits", serving::form, Operation.IMAGE_EDIT),
                route(path + "/audio/transcriptions", serving::form, Operation.TRANSCRIPTION),
                route(path + "/audio/translations", serving::form, Operation.TRANSLATION),
                route(path + "/audio/speech", serving::json, Operation.SPEECH),
                Route.post(
                        prefix + "/openai/responses",
                        request -> serving.json(request, Shape.of("responses", Operation.CHAT))),
                named(prefix + "/models/chat/completions", serving, Operation.CHAT),
                named(prefix + "/models/embeddings", serving, Operation.EMBEDDING),
                Route.get(
                        prefix + "/openai/models",
                        request -> serving.bodiless(request, Shape.of("openai", Operation.LIST_MODELS))));
    }

    /// A path of Azure's inference API, where the body names the model.
    private static Route named(String path, Serving serving, Operation operation) {
        return Route.post(path, request -> serving.json(request, Shape.of("openai", operation)));
    }

    private static Route route(String path, BiConsumer<EdgeRequest, Shape> serve, Operation operation) {
        var shape = Shape.of("openai", operation);
        return Route.post(path, request -> serve.accept(request, shape.at(ModelName.decoded(request.value("model")))));
    }
}
