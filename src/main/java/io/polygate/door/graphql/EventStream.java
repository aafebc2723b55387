package io.polygate.door.graphql;

import graphql.ExecutionResult;
import io.polygate.wire.json.Bytes;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;

/// An answer as server-sent events, by graphql-sse's distinct connections mode: `next` for each result, then
/// `complete`.
final class EventStream implements StreamAnswer.Outlet {

    private static final Buffer NEXT = Buffer.buffer("event: next\ndata: ");
    private static final Buffer END = Buffer.buffer("\n\n");
    private static final Buffer COMPLETE = Buffer.buffer("event: complete\ndata: \n\n");
    private static final Buffer COMMENT = Buffer.buffer(":\n\n");

    private final HttpServerResponse response;
    private final String requestId;
    private final Vertx vertx;
    private final long timer;

    /// Begins the answer.
    ///
    /// @param keepalive silence after which a comment is sent
    EventStream(HttpServerResponse response, String requestId, Vertx vertx, Duration keepalive) {
        this.response = response;
        this.requestId = requestId;
        this.vertx = vertx;
        response.setChunked(true)
                .putHeader(HttpHeaders.CONTENT_TYPE, Accepted.EVENTS.contentType())
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                .putHeader("x-accel-buffering", "no");
        response.write(COMMENT);
        this.timer = vertx.setPeriodic(keepalive.toMillis(), id -> {
            if (!response.writeQueueFull()) {
                response.write(COMMENT);
            }
        });
    }

    @Override
    public void next(ExecutionResult result) {
        Bytes json = Answers.result(result, requestId);
        var event = Buffer.buffer(NEXT.length() + json.length() + END.length());
        response.write(event.appendBuffer(NEXT).appendBuffer(json.toBuffer()).appendBuffer(END));
    }

    @Override
    public void failed(ExecutionResult errors) {
        next(errors);
        complete();
    }

    @Override
    public void complete() {
        stop();
        response.end(COMPLETE);
    }

    /// Says nothing any more.
    void stop() {
        vertx.cancelTimer(timer);
    }

    @Override
    public void whenRoom(Runnable action) {
        if (response.writeQueueFull()) {
            response.drainHandler(v -> action.run());
        } else {
            action.run();
        }
    }
}
