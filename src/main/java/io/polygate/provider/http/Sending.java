package io.polygate.provider.http;

import io.polygate.provider.Upload;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.VertxConnection;

/// A body on its way to a backend, at the backend's pace.
final class Sending implements Upload.Taker {

    private final HttpClientRequest request;
    private long lastNanos = System.nanoTime();
    private boolean waiting;
    private boolean ended;

    private Sending(HttpClientRequest request) {
        this.request = request;
    }

    static Sending of(Upload upload, HttpClientRequest request) {
        var sending = new Sending(request);
        // What goes wrong is told with the answer.
        request.exceptionHandler(e -> {});
        request.drainHandler(v -> {
            sending.waiting = false;
            sending.lastNanos = System.nanoTime();
            upload.more();
        });
        upload.to(sending);
        return sending;
    }

    @Override
    public boolean take(Buffer bytes) {
        lastNanos = System.nanoTime();
        request.write(bytes);
        waiting = request.writeQueueFull();
        return !waiting;
    }

    @Override
    public void end() {
        ended = true;
        lastNanos = System.nanoTime();
        request.end();
    }

    /// Lets go of a body that is half sent. Over HTTP/1.1 its connection is good for nothing else, and a close that
    /// waits for what is still to be written would wait for a backend that does not read.
    void abandon() {
        if (ended) {
            return;
        }
        request.reset();
        if (request.version() != HttpVersion.HTTP_2 && request.connection() instanceof VertxConnection connection) {
            connection.channelHandlerContext().close();
        }
    }

    boolean ended() {
        return ended;
    }

    /// Whether the backend has what there is and does not take more.
    boolean waiting() {
        return waiting;
    }

    /// When something moved last.
    long lastNanos() {
        return lastNanos;
    }
}
