package io.polygate.door.rest;

import io.polygate.bus.AnswerHandler;
import io.polygate.bus.BusClient;
import io.polygate.bus.Call;
import io.polygate.edge.Edge;
import io.polygate.edge.EdgeRequest;
import io.polygate.edge.Endpoint;
import io.polygate.edge.Route;
import io.polygate.edge.ServerConfig;
import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.Head;
import io.polygate.model.Operation;
import io.polygate.model.StoredResponseRequest.Action;
import io.polygate.wire.Dialects;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The vendors' REST APIs, each at its own paths; also below `/api`, and below `/{provider}` for one provider's models.
public final class RestVerticle extends VerticleBase {

    private static final List<String> PREFIXES = List.of("", "/api", "/{provider}");

    private static final String PAINTER = "dall-e-2";
    private static final String MODERATOR = "omni-moderation-latest";

    private final Edge edge;
    private final BusClient bus;
    private ServerConfig config;
    private final Dialects dialects;
    private CallReader reader;
    private @Nullable Runnable unmount;
    private @Nullable KeepAlives keepAlives;

    /// @param azure see [#use]
    public RestVerticle(Edge edge, BusClient bus, Dialects dialects, ServerConfig config, boolean azure) {
        this.edge = edge;
        this.bus = bus;
        this.config = config;
        this.dialects = dialects;
        this.reader = new CallReader(config.maxDepth(), azure);
    }

    @Override
    public Future<?> start() {
        keepAlives = new KeepAlives(vertx, config.streamKeepalive());
        var routes = new ArrayList<Route>();
        PREFIXES.forEach(prefix -> mount(prefix, routes));
        routes.add(Route.get("/", RestVerticle::greet));
        unmount = edge.mount(routes);
        return Future.succeededFuture();
    }

    private void mount(String prefix, List<Route> routes) {
        var serving = new Served();
        new ProviderPaths(serving, request -> reader.provider(request))
                .routes(prefix)
                .forEach(routes::add);
        routes.addAll(AzurePaths.routes(prefix, serving));
        routes.addAll(VertexPaths.routes(prefix, serving));
        routes.addAll(BedrockPaths.routes(prefix, serving));
        routes.addAll(DashScopePaths.routes(prefix, serving));
        CoherePaths.routes(prefix, serving).forEach(routes::add);
        OllamaPaths.routes(prefix, serving).forEach(routes::add);
        routes.add(Route.post(prefix + "/v1/chat/completions", body("openai", Operation.CHAT)));
        routes.add(Route.post(prefix + "/v1/completions", body("openai", Operation.COMPLETION)));
        routes.add(Route.post(prefix + "/v1/embeddings", body("openai", Operation.EMBEDDING)));
        routes.add(Route.post(prefix + "/v1/images/generations", body(Shape.openAi(Operation.IMAGE, PAINTER))));
        routes.add(Route.post(prefix + "/v1/images/edits", form(Shape.openAi(Operation.IMAGE_EDIT, PAINTER))));
        routes.add(
                Route.post(prefix + "/v1/images/variations", form(Shape.openAi(Operation.IMAGE_VARIATION, PAINTER))));
        routes.add(Route.post(prefix + "/v1/audio/transcriptions", form(Shape.openAi(Operation.TRANSCRIPTION, null))));
        routes.add(Route.post(prefix + "/v1/audio/translations", form(Shape.openAi(Operation.TRANSLATION, null))));
        routes.add(Route.post(prefix + "/v1/audio/speech", body(Shape.openAi(Operation.SPEECH, null))));
        routes.add(Route.post(prefix + "/v1/moderations", body(Shape.openAi(Operation.MODERATION, MODERATOR))));
        routes.add(Route.post(prefix + "/v1/rerank", body("openai", Operation.RERANK)));
        routes.add(Route.post(prefix + "/v2/rerank", body("cohere", Operation.RERANK)));
        routes.add(Route.post(prefix + "/v1/responses", body("responses", Operation.CHAT)));
        routes.add(Route.post(prefix + "/v1/responses/input_tokens", body("responses", Operation.COUNT_TOKENS)));
        stored(prefix + "/v1/responses/{id}", routes);
        stored(prefix + "/openai/responses/{id}", routes);
        routes.add(Route.post(prefix + "/v1/messages", body("anthropic", Operation.CHAT)));
        routes.add(Route.post(prefix + "/v1/messages/count_tokens", body("anthropic", Operation.COUNT_TOKENS)));
        for (var version : List.of("/v1", "/v1beta")) {
            routes.add(Route.get(prefix + version + "/models", request -> open(request, reader.listModels(request))));
            routes.add(Route.get(prefix + version + "/models/*", request -> open(request, reader.getModel(request))));
            routes.add(Route.post(prefix + version + "/models/*", this::gemini));
        }
    }

    private void stored(String path, List<Route> routes) {
        routes.add(Route.get(path, about(Action.GET)));
        routes.add(new Route(HttpMethod.DELETE, path, about(Action.DELETE)));
        routes.add(Route.post(path + "/cancel", about(Action.CANCEL)));
        routes.add(Route.get(path + "/input_items", about(Action.ITEMS)));
    }

    private Endpoint about(Action action) {
        return request -> open(request, reader.storedResponse(request, action));
    }

    private Endpoint body(String dialect, Operation operation) {
        return body(Shape.of(dialect, operation));
    }

    private Endpoint body(Shape shape) {
        return request -> request.body((body, problem) -> open(request, reader.read(request, shape, body, problem)));
    }

    private void gemini(EdgeRequest request) {
        var shape = GeminiPath.shape(request.path());
        if (shape == null) {
            var message = "unknown method (expected: " + GeminiPath.METHODS + ")";
            request.fail(GatewayError.of(ErrorKind.NOT_FOUND, message));
            return;
        }
        body(shape).handle(request);
    }

    /// A form with files, or the same as JSON.
    private Endpoint form(Shape shape) {
        var json = body(shape);
        return request -> {
            if (FormHead.isForm(request)) {
                new FormReader(request, shape, reader, config.uploads(), opener(request)).begin();
            } else {
                json.handle(request);
            }
        };
    }

    private final class Served implements Serving {

        @Override
        public void bodiless(EdgeRequest request, Shape shape) {
            if (request.http().method() == HttpMethod.POST) {
                request.body((body, problem) -> open(request, reader.bodiless(request, shape)));
            } else {
                RestVerticle.this.open(request, reader.bodiless(request, shape));
            }
        }

        @Override
        public void json(EdgeRequest request, Shape shape) {
            body(shape).handle(request);
        }

        @Override
        public void form(EdgeRequest request, Shape shape) {
            RestVerticle.this.form(shape).handle(request);
        }
    }

    private FormReader.Opener opener(EdgeRequest request) {
        return new FormReader.Opener() {
            @Override
            public FormReader.Opened open(Call call, Runnable over) {
                var relay = relay(request, call);
                relay.onEnd(over);
                var opened = bus.open(call, relay);
                relay.attach(opened);
                return new FormReader.Opened(opened, relay);
            }

            @Override
            public void identify(Call call, AnswerHandler known) {
                bus.open(call, new Identified(known, relay(request, call)));
            }
        };
    }

    private void open(EdgeRequest request, Call call) {
        var relay = relay(request, call);
        relay.attach(bus.open(call, relay));
    }

    private AnswerRelay relay(EdgeRequest request, Call call) {
        return new AnswerRelay(request, call, new AnswerRelay.Setting(config, dialects, keepAlives));
    }

    /// A caller who is not known is told so; `known` hears of both.
    private record Identified(AnswerHandler known, AnswerRelay relay) implements AnswerHandler {

        @Override
        public void part(@Nullable Head head, @Nullable Buffer bytes, boolean last) {
            known.part(head, bytes, last);
        }

        @Override
        public void failed(GatewayError error) {
            known.failed(error);
            relay.failed(error);
        }
    }

    /// Claude Code asks `HEAD /` whether somebody is there.
    private static void greet(EdgeRequest request) {
        if (request.http().method() == HttpMethod.HEAD) {
            request.response().end();
        } else {
            request.response().putHeader("content-type", "application/json").end("{\"name\":\"polygate\"}");
        }
    }

    /// Serves requests that begin from now on within other limits.
    ///
    /// @param azure whether paths below `/openai` are Azure's, which they are where no provider is called so
    public void use(ServerConfig next, boolean azure) {
        config = next;
        reader = new CallReader(next.maxDepth(), azure);
    }

    @Override
    public Future<?> stop() {
        if (unmount != null) {
            unmount.run();
        }
        if (keepAlives != null) {
            keepAlives.stop();
        }
        return Future.succeededFuture();
    }
}
