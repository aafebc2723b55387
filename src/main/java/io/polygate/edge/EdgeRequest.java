package io.polygate.edge;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.Header;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One request as a door sees it: past the edge's checks, with an id and the values of its path.
public final class EdgeRequest {

    static final CharSequence REQUEST_ID = HttpHeaders.createOptimized("x-request-id");
    private static final CharSequence FORWARDED_FOR = HttpHeaders.createOptimized("x-forwarded-for");
    private static final int USUAL_HEADERS = 16;
    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");

    private static final long LINGER_MILLIS = 500;

    private final HttpServerRequest request;
    private final String id;
    private final Map<String, String> values;
    private final EdgeContext context;
    private final long startedNanos;

    EdgeRequest(HttpServerRequest request, String id, Map<String, String> values, EdgeContext context) {
        this.request = request;
        this.id = id;
        this.values = values;
        this.context = context;
        this.startedNanos = System.nanoTime();
    }

    /// The request id; the response already carries it.
    public String id() {
        return id;
    }

    public long startedNanos() {
        return startedNanos;
    }

    public String path() {
        return request.path();
    }

    /// The value of a `{name}` segment of the route's path.
    public String value(String name) {
        return values.getOrDefault(name, "");
    }

    /// What the request runs on.
    public Vertx vertx() {
        return context.vertx().get();
    }

    public HttpServerRequest http() {
        return request;
    }

    public HttpServerResponse response() {
        return request.response();
    }

    /// The caller's address: the connection's, or what a trusted proxy says of it.
    public String peer() {
        var address = request.remoteAddress();
        var connected = address == null || address.hostAddress() == null ? "" : address.hostAddress();
        return context.config().trustedProxies().caller(connected, request.getHeader(FORWARDED_FOR));
    }

    public @Nullable String header(CharSequence name) {
        return request.getHeader(name);
    }

    /// What the query says.
    ///
    /// @throws io.polygate.model.GatewayException where its escapes are none; nothing of it is told, as it may hold
    /// a key
    public MultiMap parameters() {
        try {
            return request.params();
        } catch (IllegalArgumentException e) {
            throw GatewayError.of(ErrorKind.BAD_REQUEST, "the query is not well-formed (expected: escapes as %20)")
                    .asException();
        }
    }

    /// What the query says of one name, the first time.
    public @Nullable String parameter(String name) {
        return parameters().get(name);
    }

    public List<Header> headers() {
        var headers = new ArrayList<Header>(USUAL_HEADERS);
        for (var entry : request.headers()) {
            headers.add(new Header(entry.getKey().toLowerCase(Locale.ROOT), entry.getValue()));
        }
        return headers;
    }

    /// Bytes of the largest body that is taken whole.
    public long maxBody() {
        return context.config().maxBodyBytes();
    }

    /// Takes no more of the body for now. Nothing where it has come whole, which the library takes ill over HTTP/2.
    public void pause() {
        if (!request.isEnded()) {
            request.pause();
        }
    }

    /// Takes the body again; what nobody reads is thrown away.
    public void resume() {
        if (!request.isEnded()) {
            request.resume();
        }
    }

    /// Reads the whole body within the server's limits, unpacked if it came gzipped: `(body, null)` or `(null, error)`.
    public void body(BiConsumer<@Nullable Buffer, @Nullable GatewayError> handler) {
        BodyReader.read(request, context.config(), handler);
    }

    /// Answers with an error in the words of the path's dialect, and accounts for it.
    public void fail(GatewayError error) {
        context.refused().refused(id, startedNanos, error);
        answer(error);
    }

    /// Answers with an error that was accounted for where it arose.
    public void answer(GatewayError error) {
        var response = request.response();
        if (response.ended() || response.closed()) {
            return;
        }
        if (response.headWritten()) {
            request.connection().close();
            return;
        }
        response.setStatusCode(error.status());
        var seconds = error.retryAfterSeconds();
        if (seconds != null) {
            response.putHeader(HttpHeaders.RETRY_AFTER, seconds);
        }
        response.putHeader(HttpHeaders.CONTENT_TYPE, JSON);
        response.end(words(error));
    }

    /// An error in the words of the path's dialect.
    public Buffer words(GatewayError error) {
        return context.errors().render(request.path() == null ? "/" : request.path(), error, id);
    }

    /// Takes the connection over: answers 101 with these header lines (each with its CRLF) and the request id.
    ///
    /// @param maxQueued bytes that may wait to be sent before the connection counts as full
    /// @return null when the caller has left, or speaks no HTTP/1.1
    public @Nullable RawConnection upgrade(
            String headerLines, int maxQueued, Function<RawConnection, RawConnection.Listener> listener) {
        return RawConnection.upgrade(request, headerLines + "x-request-id: " + id + "\r\n", maxQueued, listener);
    }

    /// Ends the answer and then an HTTP/1.1 connection: at once where the request was read to its end, else after a
    /// moment in which the caller can read why the rest was not wanted.
    public void endAndClose(Buffer body) {
        var response = request.response();
        if (request.version() == HttpVersion.HTTP_2) {
            response.end(body);
            return;
        }
        if (!response.headWritten()) {
            response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        response.end(body).onComplete(v -> {
            if (request.isEnded()) {
                request.connection().close();
            } else {
                context.vertx().get().setTimer(LINGER_MILLIS, id -> request.connection()
                        .close());
            }
        });
    }
}
