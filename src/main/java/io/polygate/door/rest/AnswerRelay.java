package io.polygate.door.rest;

import io.polygate.bus.AnswerHandler;
import io.polygate.bus.Call;
import io.polygate.bus.OpenCall;
import io.polygate.edge.EdgeRequest;
import io.polygate.edge.Gzip;
import io.polygate.edge.ServerConfig;
import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.Head;
import io.polygate.model.StreamEvent;
import io.polygate.wire.Dialect;
import io.polygate.wire.Dialects;
import io.polygate.wire.ResponseContext;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/// Writes an answer to the caller at the caller's pace, and tells routing when the caller left.
final class AnswerRelay implements AnswerHandler {

    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
    private static final CharSequence NO_CACHE = HttpHeaders.createOptimized("no-cache");
    private static final CharSequence GZIP = HttpHeaders.createOptimized("gzip");
    private static final CharSequence ACCEL = HttpHeaders.createOptimized("x-accel-buffering");
    private static final CharSequence NO = HttpHeaders.createOptimized("no");
    private static final int WORTH_PACKING = 8 * 1024;

    private final EdgeRequest request;
    private Call call;
    private final ServerConfig config;
    private final Dialect dialect;
    private final @Nullable KeepAlives keepAlives;
    private final HttpServerResponse response;
    private @Nullable OpenCall open;
    private Runnable ended = () -> {};
    private boolean done;
    private boolean eventStream;
    private int held;
    private long lastWriteNanos;

    /// What the answers of a door share.
    record Setting(
            ServerConfig config,
            Dialects dialects,
            @Nullable KeepAlives keepAlives) {}

    AnswerRelay(EdgeRequest request, Call call, Setting setting) {
        this.request = request;
        this.call = call;
        this.config = setting.config();
        this.dialect = setting.dialects().get(call.dialect());
        this.keepAlives = setting.keepAlives();
        this.response = request.response();
    }

    /// Runs `handler` once when the answer has ended in whichever way.
    void onEnd(Runnable handler) {
        ended = handler;
    }

    /// The call is open: from now on a caller who leaves ends it.
    void attach(OpenCall opened) {
        if (!done) {
            open = opened;
            response.closeHandler(v -> left());
            response.exceptionHandler(e -> left());
        }
    }

    @Override
    public void part(@Nullable Head head, @Nullable Buffer bytes, boolean last) {
        if (done) {
            return;
        }
        if (head != null && last) {
            whole(head, bytes == null ? Buffer.buffer() : bytes);
            return;
        }
        if (head != null) {
            call = call.withoutBody();
            begin(head);
        }
        if (last) {
            end(bytes);
        } else if (bytes != null) {
            write(bytes);
        }
    }

    private void whole(Head head, Buffer bytes) {
        done = true;
        write(head);
        var body =
                switch (call.operation()) {
                    case LIST_MODELS -> ModelShapes.list(call.dialect(), bytes, request);
                    case GET_MODEL -> ModelShapes.one(call.dialect(), bytes);
                    default -> bytes;
                };
        if (!response.headers().contains(HttpHeaders.CONTENT_TYPE)) {
            response.putHeader(HttpHeaders.CONTENT_TYPE, JSON);
        }
        close(isPackable() ? packed(body) : body);
        ended.run();
    }

    /// Ends the answer, and the connection too where the caller still speaks.
    private void close(Buffer body) {
        if (call.uploads() && !request.http().isEnded()) {
            request.endAndClose(body);
        } else {
            response.end(body);
        }
    }

    private boolean isPackable() {
        return !call.operation().opaque() || response.headers().contains(HttpHeaders.CONTENT_TYPE, JSON, true);
    }

    /// Packing costs more than it saves below some size, and a stream must not wait for a packer.
    private Buffer packed(Buffer body) {
        if (!config.compression() || body.length() < WORTH_PACKING) {
            return body;
        }
        var accepted = request.header(HttpHeaders.ACCEPT_ENCODING);
        if (accepted == null || !accepted.contains("gzip")) {
            return body;
        }
        response.putHeader(HttpHeaders.CONTENT_ENCODING, GZIP);
        return Gzip.pack(body);
    }

    private void begin(Head head) {
        write(head);
        var type = response.headers().get(HttpHeaders.CONTENT_TYPE);
        eventStream = type != null && type.startsWith("text/event-stream");
        response.setChunked(true);
        if (eventStream) {
            response.putHeader(HttpHeaders.CACHE_CONTROL, NO_CACHE).putHeader(ACCEL, NO);
            if (keepAlives != null) {
                keepAlives.add(this);
            }
        }
    }

    private void write(Head head) {
        response.setStatusCode(head.status());
        for (var header : head.headers()) {
            response.headers().add(header.name(), header.value());
        }
    }

    /// Bytes count as taken when the connection has room again, so a caller who reads slowly holds the backend back.
    private void write(Buffer bytes) {
        lastWriteNanos = System.nanoTime();
        response.write(bytes);
        held += bytes.length();
        if (!response.writeQueueFull()) {
            taken();
        } else {
            response.drainHandler(v -> taken());
        }
    }

    private void taken() {
        if (open != null && !done) {
            open.taken(held);
        }
        held = 0;
    }

    private void end(@Nullable Buffer bytes) {
        finish();
        close(bytes == null ? Buffer.buffer() : bytes);
    }

    @Override
    public void failed(GatewayError error) {
        if (done) {
            return;
        }
        if (!response.headWritten()) {
            refuse(error);
        } else if (call.operation().opaque() && !eventStream) {
            // Nothing can be said behind sound or half an object: the caller sees that it broke.
            finish();
            response.reset();
        } else {
            end(lastWords(error));
        }
    }

    /// A stream that fails ends with an error in its own words.
    private Buffer lastWords(GatewayError error) {
        var model = call.model() == null ? "" : call.model();
        var encoder = dialect.streamEncoder(ResponseContext.broken(call.id(), model, !eventStream));
        encoder.encode(new StreamEvent.Failed(error));
        return encoder.take();
    }

    private void refuse(GatewayError error) {
        finish();
        response.setStatusCode(error.status());
        var original = error.original();
        if (original != null) {
            original.headers().forEach(header -> response.headers().add(header.name(), header.value()));
        }
        dialect.errorHeaders(error).forEach(header -> response.headers().add(header.name(), header.value()));
        var seconds = error.retryAfterSeconds();
        if (seconds != null && !response.headers().contains(HttpHeaders.RETRY_AFTER)) {
            response.putHeader(HttpHeaders.RETRY_AFTER, seconds);
        }
        response.putHeader(HttpHeaders.CONTENT_TYPE, JSON);
        var body = dialect.encodeError(error, call.id());
        if (error.kind() == ErrorKind.TOO_LARGE) {
            request.endAndClose(body);
        } else {
            close(body);
        }
    }

    /// Says that the stream is alive when nothing came for a while. Called by the tick.
    void keepAlive(long quietSinceNanos) {
        if (!done && held == 0 && lastWriteNanos - quietSinceNanos < 0) {
            lastWriteNanos = System.nanoTime();
            response.write(KeepAlives.COMMENT.copy());
        }
    }

    private void left() {
        if (!done) {
            finish();
            if (open != null) {
                open.cancel();
            }
        }
    }

    private void finish() {
        done = true;
        ended.run();
        if (eventStream && keepAlives != null) {
            keepAlives.remove(this);
        }
    }
}
