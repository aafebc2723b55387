package io.polygate.door.admin;

import io.polygate.bus.BusClient;
import io.polygate.edge.Edge;
import io.polygate.edge.EdgeRequest;
import io.polygate.edge.Endpoint;
import io.polygate.edge.Route;
import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The operators' routes: routing answers most of them, this node itself those about its connections and its
/// configuration, once routing has said that the caller may ask.
public final class AdminVerticle extends VerticleBase {

    private static final String ENDPOINT = "/admin/v1/endpoints/{provider}/{endpoint}";
    private static final String RULE = "/admin/v1/rules/{name}";
    private static final String RESTORE = ":restore";
    private static final String YAML = "application/yaml";

    private final Edge edge;
    private final BusClient bus;
    private final NodeView node;
    private @Nullable Runnable unmount;

    public AdminVerticle(Edge edge, BusClient bus, NodeView node) {
        this.edge = edge;
        this.bus = bus;
        this.node = node;
    }

    @Override
    public Future<?> start() {
        unmount = edge.mount(List.of(
                Route.get("/loadbalancer/instances", asked("instances")),
                Route.get("/loadbalancer/metrics", asked("metrics")),
                new Route(HttpMethod.PUT, "/loadbalancer/algorithm", said("algorithm")),
                Route.post(ENDPOINT, this::handle),
                new Route(HttpMethod.PUT, ENDPOINT + "/weight", this::weigh),
                Route.get("/admin/v1/rules", asked("rules")),
                new Route(HttpMethod.PUT, RULE, ruled("rule.put")),
                new Route(HttpMethod.DELETE, RULE, ruled("rule.remove")),
                Route.post(RULE, this::restore),
                Route.get("/admin/v1/calls", request -> ask(request, Question.ofQuery("calls", request))),
                Route.get("/admin/v1/calls/{id}", this::call),
                Route.post("/admin/v1/route:explain", said("explain")),
                Route.get("/admin/v1/connections", allowed(this::connections)),
                new Route(HttpMethod.DELETE, "/admin/v1/connections/{id}", allowed(this::close)),
                Route.get("/admin/v1/config", allowed(this::configuration))));
        return Future.succeededFuture();
    }

    private Endpoint asked(String action) {
        return request -> ask(request, Question.of(action));
    }

    private Endpoint said(String action) {
        return request -> request.body((body, problem) -> ask(request, Question.ofBody(action, body, problem)));
    }

    private Endpoint allowed(Consumer<EdgeRequest> action) {
        return request -> {
            var question = Question.of("authorize").call(request);
            bus.open(question, new Asking(request, answer -> action.accept(request)));
        };
    }

    private void ask(EdgeRequest request, Question question) {
        bus.open(question.call(request), new Asking(request, answer -> Asking.tell(request, answer)));
    }

    /// `{endpoint}` is `ID:VERB`.
    private void handle(EdgeRequest request) {
        var last = request.value("endpoint");
        int colon = last.lastIndexOf(':');
        var verb = last.substring(colon + 1);
        request.body((body, problem) -> {
            var known = colon > 0 && List.of("drain", "eject", "restore").contains(verb);
            var defect = known || problem != null ? problem : unknownVerb();
            var question = Question.ofBody(known ? "instance." + verb : "authorize", known ? body : null, defect);
            ask(request, known ? question.with(place(request, last.substring(0, colon))) : question);
        });
    }

    private Endpoint ruled(String action) {
        return request -> request.body((body, problem) ->
                ask(request, Question.ofBody(action, body, problem).with(Map.of("name", request.value("name")))));
    }

    /// `{name}` is `NAME:restore`.
    private void restore(EdgeRequest request) {
        var last = request.value("name");
        request.body((body, problem) -> {
            var known = last.endsWith(RESTORE);
            var error = GatewayError.of(ErrorKind.NOT_FOUND, "unknown action (expected: …/{name}:restore)");
            var question = Question.ofBody(known ? "rule.restore" : "authorize", null, known ? problem : error);
            var name = last.substring(0, Math.max(0, last.length() - RESTORE.length()));
            ask(request, known ? question.with(Map.of("name", name)) : question);
        });
    }

    private static GatewayError unknownVerb() {
        var message = "unknown action (expected: …/{endpoint}:drain, :eject or :restore)";
        return GatewayError.of(ErrorKind.NOT_FOUND, message);
    }

    private void weigh(EdgeRequest request) {
        request.body((body, problem) -> ask(
                request,
                Question.ofBody("instance.weight", body, problem).with(place(request, request.value("endpoint")))));
    }

    private static Map<String, String> place(EdgeRequest request, String endpoint) {
        return Map.of("provider", request.value("provider"), "endpoint", endpoint);
    }

    private void call(EdgeRequest request) {
        ask(request, Question.of("call").with(Map.of("id", request.value("id"))));
    }

    private void connections(EdgeRequest request) {
        var list = new JsonObject().put("connections", new JsonArray(node.connections()));
        Asking.tell(request, list.toBuffer());
    }

    private void close(EdgeRequest request) {
        if (node.close(number(request.value("id")))) {
            request.response().setStatusCode(204).end();
        } else {
            request.fail(GatewayError.field(ErrorKind.NOT_FOUND, "id", "no such connection on this node"));
        }
    }

    private static long number(String id) {
        try {
            return Long.parseLong(id);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private void configuration(EdgeRequest request) {
        var accepted = request.header(HttpHeaders.ACCEPT);
        boolean yaml = accepted != null && accepted.contains("yaml");
        // Thousands of models are megabytes of it.
        vertx.executeBlocking(() -> yaml ? Buffer.buffer(node.configuration()) : tree(), false)
                .onSuccess(body -> Asking.tell(request, body, yaml ? YAML : "application/json"))
                .onFailure(cause ->
                        request.fail(GatewayError.of(ErrorKind.INTERNAL, "the configuration cannot be shown")));
    }

    private Buffer tree() {
        return new JsonObject()
                .put("version", node.version())
                .put("config", node.configurationTree())
                .toBuffer();
    }

    @Override
    public Future<?> stop() {
        if (unmount != null) {
            unmount.run();
        }
        return Future.succeededFuture();
    }
}
