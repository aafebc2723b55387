package io.polygate.door.grpc;

import io.polygate.bus.BusClient;
import io.polygate.edge.Edge;
import io.polygate.edge.EdgeRequest;
import io.polygate.edge.Route;
import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.GatewayException;
import io.polygate.telemetry.Health;
import io.polygate.wire.grpc.GrpcCode;
import io.polygate.wire.grpc.GrpcStatus;
import io.polygate.wire.polygate.ModelAnswers;
import io.polygate.wire.polygate.OwnMethod;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// gRPC and gRPC-Web on every edge that it is given: a request is gRPC by its content-type. On the first edge also as
/// JSON; where there are gRPC backends, paths that nobody has mounted may be theirs.
public final class GrpcVerticle extends VerticleBase {

    private static final int SHOWN = 200;

    private final List<Edge> edges;
    private final BusClient bus;
    private final Health health;
    private GrpcConfig config;
    private final List<Runnable> unmount = new ArrayList<>();
    private @Nullable HealthService healthService;
    private final ReflectionService reflection;
    private @Nullable JsonDoor json;
    private boolean backends;

    /// @param edges the main one first
    /// @param backends whether there are providers that speak gRPC
    public GrpcVerticle(List<Edge> edges, BusClient bus, Health health, GrpcConfig config, boolean backends) {
        this.edges = List.copyOf(edges);
        this.bus = bus;
        this.health = health;
        this.config = config;
        this.backends = backends;
        this.reflection = new ReflectionService(bus);
    }

    @Override
    public Future<?> start() {
        healthService = new HealthService(vertx, health);
        edges.forEach(edge -> unmount.add(edge.mountMedia(MediaType.PREFIX, this::serve)));
        json = new JsonDoor(bus, vertx);
        unmount.add(edges.getFirst().mount(json.routes()));
        unmount.add(edges.getFirst().mount(methods()));
        edges.stream().skip(1).forEach(edge -> edge.mountOtherwise(GrpcVerticle::unsupported));
        use(config, backends);
        return Future.succeededFuture();
    }

    /// Whether a path is a method's, by its name or its annotation: errors there are said as Google's APIs do.
    public static boolean owns(String path) {
        return path.startsWith(JsonDoor.NAMED) || OwnMethod.isPath(path);
    }

    private void serve(EdgeRequest request) {
        var contentType = request.header(HttpHeaders.CONTENT_TYPE);
        var type = contentType == null ? null : MediaType.of(contentType);
        boolean http2 = request.http().version() == HttpVersion.HTTP_2;
        if (type == null || type.json() || !http2 && !type.framing().web()) {
            unsupported(request);
            return;
        }
        if (request.http().method() != HttpMethod.POST) {
            request.response().putHeader(HttpHeaders.ALLOW, "POST");
            request.fail(GatewayError.of(ErrorKind.METHOD_NOT_ALLOWED, "a gRPC call is a POST"));
            return;
        }
        var exchange = new RpcExchange(request, type, vertx, config.maxMessageBytes());
        try {
            exchange.watchDeadline();
            if (!exchange.over()) {
                serve(request.path(), exchange);
            }
        } catch (GatewayException e) {
            exchange.fail(e.error());
        }
    }

    /// Our methods' own paths, for those who come there without gRPC.
    private static List<Route> methods() {
        return Stream.of(OwnMethod.values())
                .map(method -> Route.post("/" + method.fullName(), GrpcVerticle::unsupported))
                .toList();
    }

    private static void unsupported(EdgeRequest request) {
        boolean http2 = request.http().version() == HttpVersion.HTTP_2;
        var message = "content-type: not served over " + (http2 ? "HTTP/2" : "HTTP/1.1") + " (expected: "
                + (http2 ? "application/grpc or " : "") + "application/grpc-web)";
        request.fail(GatewayError.of(ErrorKind.UNSUPPORTED_MEDIA_TYPE, message));
    }

    private void serve(String path, RpcExchange exchange) {
        var method = OwnMethod.of(path);
        if (method == OwnMethod.CONVERSE) {
            new Conversation(exchange, bus).begin();
        } else if (method != null) {
            exchange.one(message -> {
                var answer = new CallAnswer(
                        exchange,
                        method.serverStreaming(),
                        bytes -> ModelAnswers.translate(method, bytes),
                        () -> exchange.end(GrpcStatus.OK));
                answer.open(bus, CallMaker.own(exchange.request(), method, message));
            });
        } else if (healthService == null || !healthService.serve(path, exchange) && !reflection.serve(path, exchange)) {
            var shown = path.length() > SHOWN ? path.substring(0, SHOWN) + "…" : path;
            exchange.end(GrpcStatus.of(GrpcCode.UNIMPLEMENTED, "unknown method: " + shown));
        }
    }

    /// Serves requests that begin from now on within other limits.
    public void use(GrpcConfig next, boolean withBackends) {
        config = next;
        backends = withBackends;
        var door = json;
        if (door != null) {
            edges.getFirst().mountOtherwise(withBackends ? door::backend : null);
        }
    }

    @Override
    public Future<?> stop() {
        unmount.forEach(Runnable::run);
        return Future.succeededFuture();
    }
}
