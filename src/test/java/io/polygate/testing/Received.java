package io.polygate.testing;

import io.polygate.wire.json.Json;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;

/// A request as a fake provider got it.
public final class Received {

    private final HttpServerRequest request;
    private final Buffer body;
    private final Promise<Void> gone = Promise.promise();

    Received(HttpServerRequest request, Buffer body) {
        this.request = request;
        this.body = body;
        request.response().closeHandler(v -> left());
        request.response().exceptionHandler(e -> left());
        request.connection().closeHandler(v -> left());
    }

    private void left() {
        if (!request.response().ended()) {
            gone.tryComplete();
        }
    }

    public String method() {
        return request.method().name();
    }

    public String path() {
        return request.path();
    }

    /// The path as it came, percent-encoded.
    public String rawPath() {
        return uri().split("\\?", 2)[0];
    }

    /// Path and query as they came.
    public String uri() {
        return request.uri();
    }

    public MultiMap headers() {
        return request.headers();
    }

    public String header(String name) {
        return request.getHeader(name);
    }

    public String body() {
        return body.toString();
    }

    public byte[] bytes() {
        return body.getBytes();
    }

    public Json json() {
        return Json.parse(body);
    }

    /// Completes when whoever asked went away before the answer was whole.
    public Future<Void> gone() {
        return gone.future();
    }

    /// Does something again and again until the asker has gone.
    void every(long millis, Runnable action) {
        var vertx = Vertx.currentContext().owner();
        long timer = vertx.setPeriodic(millis, id -> action.run());
        gone().onComplete(v -> vertx.cancelTimer(timer));
    }

    HttpServerRequest request() {
        return request;
    }
}
