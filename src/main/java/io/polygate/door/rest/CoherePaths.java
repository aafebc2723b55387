package io.polygate.door.rest;

import static io.polygate.door.rest.Streaming.ASKED;
import static io.polygate.door.rest.Streaming.NEVER;

import io.polygate.edge.Route;
import io.polygate.model.Operation;
import java.util.List;
import java.util.stream.Stream;

/// Cohere's paths of both versions of its API, which Cohere's providers answer (https://docs.cohere.com/reference);
/// rerank is the door's own.
final class CoherePaths {

    private static final String FIRST = "cohere-v1";
    private static final String SECOND = "cohere";

    private static final List<Shape> SHAPES = List.of(
            Shape.own(SECOND, Operation.CHAT, "/v2/chat", ASKED),
            Shape.own(SECOND, Operation.EMBEDDING, "/v2/embed", NEVER),
            Shape.own(FIRST, Operation.CHAT, "/v1/chat", ASKED),
            Shape.own(FIRST, Operation.COMPLETION, "/v1/generate", ASKED),
            Shape.own(FIRST, Operation.EMBEDDING, "/v1/embed", NEVER));

    private CoherePaths() {}

    static Stream<Route> routes(String prefix, Serving serving) {
        return SHAPES.stream()
                .map(shape -> Route.post(prefix + shape.variant(), request -> serving.json(request, shape)));
    }
}
