package io.polygate.door.rest;

import static io.polygate.door.rest.Streaming.NEVER;
import static io.polygate.door.rest.Streaming.UNLESS_REFUSED;

import io.polygate.edge.Route;
import io.polygate.model.Operation;
import java.util.List;
import java.util.stream.Stream;

/// Ollama's paths, which Ollama's providers answer (https://github.com/ollama/ollama/blob/main/docs/api.md). It streams
/// unless it is told not to.
final class OllamaPaths {

    private static final String OLLAMA = "ollama";

    private static final List<Shape> SHAPES = List.of(
            Shape.own(OLLAMA, Operation.CHAT, "/api/chat", UNLESS_REFUSED),
            Shape.own(OLLAMA, Operation.COMPLETION, "/api/generate", UNLESS_REFUSED),
            Shape.own(OLLAMA, Operation.EMBEDDING, "/api/embed", NEVER),
            Shape.own(OLLAMA, Operation.EMBEDDING, "/api/embeddings", NEVER));
    private static final Shape TAGS = Shape.own(OLLAMA, Operation.LIST_MODELS, "/api/tags", NEVER);

    private OllamaPaths() {}

    static Stream<Route> routes(String prefix, Serving serving) {
        var asking = SHAPES.stream().map(shape -> Route.post(prefix + shape.variant(), at -> serving.json(at, shape)));
        return Stream.concat(asking, Stream.of(Route.get(prefix + TAGS.variant(), at -> serving.bodiless(at, TAGS))));
    }
}
