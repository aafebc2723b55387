package io.polygate.edge;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.GatewayException;
import io.polygate.telemetry.Memory;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Owns the main listening socket of a shard: checks every request's frame, gives it an id and hands it to the door
/// that serves its path.
public final class EdgeVerticle extends VerticleBase {

    private static final Logger LOG = LoggerFactory.getLogger(EdgeVerticle.class);

    private ServerConfig config;
    private final Edge edge;
    private EdgeContext shared;
    private final RequestIds ids = new RequestIds();
    private Cors cors;
    private final LateHeads lateHeads;
    private final RawAnswer rawAnswer;
    private final EdgeTransport transport;
    private final Memory memory;
    private @Nullable HttpServer server;
    private boolean draining;

    /// How refusals are said, who is told of them, and what is looked at before more work is taken in.
    public record Words(ErrorRenderer errors, RefusalListener refused, Memory memory) {}

    public EdgeVerticle(ServerConfig config, Edge edge, Words words, EdgeTransport transport) {
        this.config = config;
        this.edge = edge;
        this.shared = new EdgeContext(() -> vertx, config, words.errors(), words.refused());
        this.transport = transport;
        this.memory = words.memory();
        this.cors = new Cors(Set.copyOf(config.cors().origins()));
        this.rawAnswer = new RawAnswer(words.errors(), words.refused());
        this.lateHeads = new LateHeads(config.headerTimeout(), rawAnswer);
    }

    @Override
    public Future<?> start() {
        vertx.setPeriodic(LateHeads.INTERVAL_MILLIS, id -> lateHeads.run());
        server = vertx.createHttpServer(ServerOptions.of(config));
        return server.connectionHandler(this::connected)
                .invalidRequestHandler(this::malformed)
                .requestHandler(this::handle)
                .exceptionHandler(e -> {})
                .listen()
                .onSuccess(listening -> transport.watch(listening.actualPort(), rawAnswer));
    }

    /// The port that was bound, once started.
    public int port() {
        return server == null ? config.port() : server.actualPort();
    }

    /// Serves requests that begin from now on within other limits; what the sockets were opened with stays.
    public void use(ServerConfig next) {
        config = next;
        shared = shared.with(next);
        cors = new Cors(Set.copyOf(next.cors().origins()));
    }

    /// Takes no new connections and lets the open requests finish within the grace period.
    public Future<Void> drain() {
        draining = true;
        return server == null
                ? Future.succeededFuture()
                : server.shutdown(config.shutdownGrace().toMillis() + 2_000, TimeUnit.MILLISECONDS);
    }

    private void connected(HttpConnection connection) {
        HeadDeadline.attach(connection, lateHeads);
        if (HeadDeadline.decoderOf(connection) == null) {
            LostStreams.attach(connection);
            JoinedWrites.attach(connection);
            HeaderTable.off(connection);
            PingRules.attach(connection, config.minPingInterval());
        }
    }

    private void handle(HttpServerRequest request) {
        if (cors.handled(request)) {
            return;
        }
        var path = request.path();
        var match = path == null ? null : edge.find(path);
        var values = match == null ? Map.<String, String>of() : match.values();
        var incoming = incoming(request, values);
        var problem = RequestChecks.problemOf(request);
        if (problem != null) {
            refuseAndClose(incoming, GatewayError.of(ErrorKind.BAD_REQUEST, problem));
        } else if (memory.scarce() && isWork(request)) {
            incoming.fail(Memory.refusal());
        } else if (match == null || request.method() == HttpMethod.POST) {
            elsewhere(incoming, match);
        } else {
            serve(incoming, match.methods());
        }
    }

    /// Whether it takes memory for longer than a moment: has a body, or stays.
    private static boolean isWork(HttpServerRequest request) {
        return request.method() != HttpMethod.GET || request.headers().contains(HttpHeaders.UPGRADE);
    }

    /// A request whose path is nobody's or whose media type is somebody's.
    private void elsewhere(EdgeRequest incoming, Edge.@Nullable Match match) {
        var media = edge.ofMedia(incoming.header(HttpHeaders.CONTENT_TYPE));
        var otherwise = edge.otherwise();
        if (media != null) {
            handle(media, incoming);
        } else if (match == null && otherwise != null) {
            handle(otherwise, incoming);
        } else if (match == null) {
            var path = incoming.path();
            incoming.fail(GatewayError.of(ErrorKind.NOT_FOUND, "unknown path: " + RequestChecks.printable(path)));
        } else {
            serve(incoming, match.methods());
        }
    }

    private void serve(EdgeRequest incoming, Map<HttpMethod, Endpoint> methods) {
        var method = incoming.http().method();
        var endpoint = methods.get(method);
        if (endpoint == null && method == HttpMethod.HEAD) {
            endpoint = methods.get(HttpMethod.GET);
        }
        if (endpoint != null) {
            handle(endpoint, incoming);
            return;
        }
        var allowed = methods.keySet().stream().map(HttpMethod::name).collect(Collectors.joining(", "));
        incoming.response().putHeader(HttpHeaders.ALLOW, allowed);
        var message =
                "method " + RequestChecks.printable(method.name()) + " is not served here (expected: " + allowed + ")";
        incoming.fail(GatewayError.of(ErrorKind.METHOD_NOT_ALLOWED, message));
    }

    /// A bug in a door costs its request a 500, never a caller who waits for ever.
    private static void handle(Endpoint endpoint, EdgeRequest incoming) {
        try {
            endpoint.handle(incoming);
        } catch (GatewayException e) {
            incoming.fail(e.error());
        } catch (RuntimeException e) {
            LOG.error("request {} failed", incoming.id(), e);
            incoming.fail(GatewayError.of(ErrorKind.INTERNAL, "the gateway failed on this request"));
        }
    }

    private EdgeRequest incoming(HttpServerRequest request, Map<String, String> values) {
        var id = ids.of(request.getHeader(EdgeRequest.REQUEST_ID));
        var response = request.response();
        response.putHeader(EdgeRequest.REQUEST_ID, id);
        response.exceptionHandler(e -> {});
        if (draining && request.version() != HttpVersion.HTTP_2) {
            response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        return new EdgeRequest(request, id, values, shared);
    }

    /// What the decoder could not read.
    private void malformed(HttpServerRequest request) {
        refuseAndClose(
                incoming(request, Map.of()),
                RequestChecks.malformed(request.decoderResult().cause(), config));
    }

    /// Answers with the reason and closes an HTTP/1.1 connection past the library, which would go on with what follows.
    private void refuseAndClose(EdgeRequest incoming, GatewayError error) {
        var decoder = HeadDeadline.decoderOf(incoming.http().connection());
        if (decoder == null) {
            incoming.fail(error);
        } else {
            rawAnswer.writeAndClose(decoder, error, incoming.startedNanos(), incoming.id());
        }
    }
}
