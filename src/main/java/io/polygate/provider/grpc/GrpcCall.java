package io.polygate.provider.grpc;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.GatewayException;
import io.polygate.model.Header;
import io.polygate.provider.Attempt;
import io.polygate.wire.grpc.FrameReader;
import io.polygate.wire.grpc.GrpcCode;
import io.polygate.wire.grpc.GrpcFrames;
import io.polygate.wire.grpc.GrpcStatus;
import io.polygate.wire.grpc.GrpcTimeout;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.StreamResetException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One call of a backend's method. What is sent before the connection stands is sent when it does. Ends exactly once.
public final class GrpcCall implements Attempt {

    private static final int CANCEL = 0x8;
    private static final int REFUSED = 0x7;

    /// What hears of the answer, on the channel's context.
    public interface Listener {

        void head(MultiMap headers);

        void message(Buffer message);

        /// The backend ended the call.
        void end(GrpcStatus status, MultiMap trailers);

        /// The call ended without a word of the backend's.
        void failed(GatewayError error);
    }

    /// A call's metadata, its own deadline if it has one, and who hears of its answer.
    public record Setting(List<Header> metadata, @Nullable Duration timeout, Listener listener) {}

    record Limits(Duration total, long maxMessage) {}

    private final Vertx vertx;
    private final Setting setting;
    private final Duration timeout;
    private final FrameReader frames;
    private final List<Buffer> unsent = new ArrayList<>();
    private final long timer;
    private @Nullable HttpClientRequest request;
    private @Nullable HttpClientResponse response;
    private @Nullable Runnable drain;
    private boolean refused;
    private boolean complete;
    private boolean paused;
    private boolean held;
    private boolean cancelled;
    private boolean done;

    GrpcCall(Vertx vertx, Future<HttpClientRequest> connecting, Setting setting, Limits limits) {
        this.vertx = vertx;
        this.setting = setting;
        var own = setting.timeout();
        this.timeout = own == null || own.compareTo(limits.total()) > 0 ? limits.total() : own;
        this.frames = new FrameReader(limits.maxMessage(), true, new FrameReader.Listener() {
            @Override
            public void message(Buffer message) {
                if (!done) {
                    setting.listener().message(message);
                }
            }

            @Override
            public void trailers(String lines) {}
        });
        this.timer = vertx.setTimer(Math.max(1, timeout.toMillis()), id -> late());
        connecting.onComplete(connected -> {
            if (connected.failed()) {
                fail(GatewayError.of(ErrorKind.UPSTREAM_UNREACHABLE, "the backend cannot be reached"));
            } else {
                begin(connected.result());
            }
        });
    }

    /// Sends a message.
    public GrpcCall send(byte[] message) {
        var frame = GrpcFrames.message(message);
        if (request == null) {
            unsent.add(frame);
        } else if (!done) {
            request.write(frame);
        }
        return this;
    }

    /// False when there is no room for more until `onDrain`: the connection is not there yet, or the backend does not
    /// read on.
    public boolean writable() {
        return request == null ? unsent.isEmpty() : !request.writeQueueFull();
    }

    public void onDrain(Runnable handler) {
        drain = handler;
    }

    private void drained() {
        if (drain != null && !done) {
            drain.run();
        }
    }

    /// Nothing more will be sent.
    public GrpcCall complete() {
        complete = true;
        if (request != null && !done) {
            request.end();
        }
        return this;
    }

    private void begin(HttpClientRequest connected) {
        if (done) {
            connected.reset(CANCEL);
            return;
        }
        request = connected;
        connected.setChunked(true);
        setting.metadata().forEach(header -> connected.headers().add(header.name(), header.value()));
        connected
                .putHeader("content-type", "application/grpc+proto")
                .putHeader("te", "trailers")
                .putHeader("grpc-accept-encoding", "identity,gzip")
                .putHeader(GrpcTimeout.HEADER, GrpcTimeout.format(timeout));
        connected.exceptionHandler(this::broken);
        connected.response().onComplete(answer -> {
            if (answer.failed()) {
                broken(answer.cause());
            } else {
                begin(answer.result());
            }
        });
        boolean begun = complete || !unsent.isEmpty();
        unsent.forEach(connected::write);
        unsent.clear();
        if (complete) {
            connected.end();
        } else {
            if (!begun) {
                connected.sendHead();
            }
            connected.drainHandler(v -> drained());
            drained();
        }
    }

    private void begin(HttpClientResponse answer) {
        if (done) {
            return;
        }
        response = answer;
        if (paused || held) {
            answer.pause();
        }
        answer.exceptionHandler(this::broken);
        var type = answer.getHeader("content-type");
        if (answer.statusCode() != 200 || type == null || !type.startsWith("application/grpc")) {
            answer.endHandler(v -> finish(
                    GrpcStatus.of(
                            GrpcCode.ofHttp(answer.statusCode()),
                            "the backend answered with HTTP status " + answer.statusCode() + " and no gRPC"),
                    MultiMap.caseInsensitiveMultiMap()));
            return;
        }
        if (answer.getHeader(GrpcStatus.CODE) == null) {
            setting.listener().head(answer.headers());
        }
        answer.handler(this::bytes);
        answer.endHandler(v -> ended(answer));
    }

    private void bytes(Buffer bytes) {
        if (done) {
            return;
        }
        try {
            frames.push(bytes);
        } catch (GatewayException e) {
            stop();
            var message =
                    "a message of the backend's cannot be taken: " + e.error().message();
            setting.listener().failed(GatewayError.of(ErrorKind.UPSTREAM_ERROR, message));
        }
    }

    private void ended(HttpClientResponse answer) {
        boolean onlyTrailers = answer.getHeader(GrpcStatus.CODE) != null;
        var trailers = onlyTrailers ? answer.headers() : answer.trailers();
        var code = trailers.get(GrpcStatus.CODE);
        if (code == null) {
            fail(GatewayError.of(ErrorKind.UPSTREAM_ERROR, "the backend ended the call without a status"));
            return;
        }
        finish(GrpcStatus.read(code, trailers.get(GrpcStatus.MESSAGE), trailers.get(GrpcStatus.DETAILS)), trailers);
    }

    private void finish(GrpcStatus status, MultiMap trailers) {
        if (!done) {
            done = true;
            vertx.cancelTimer(timer);
            if (!complete && request != null) {
                // Else the stream stays half open where the backend does not reset it.
                request.reset(CANCEL);
            }
            setting.listener().end(status, trailers);
        }
    }

    /// Whether the backend may have begun to serve it.
    boolean reached() {
        return request != null && !refused;
    }

    private void broken(Throwable cause) {
        refused = cause instanceof StreamResetException reset && reset.getCode() == REFUSED;
        if (cause instanceof StreamResetException reset && reset.getCode() != REFUSED) {
            fail(GatewayError.of(ErrorKind.UPSTREAM_ERROR, "the backend broke the call off"));
        } else {
            fail(GatewayError.of(ErrorKind.UPSTREAM_UNREACHABLE, "the connection to the backend was lost"));
        }
    }

    private void late() {
        boolean callers = timeout.equals(setting.timeout());
        var message = callers
                ? "the call's deadline is over"
                : "the backend was too slow: no end within " + timeout.toMillis() + " ms (total timeout)";
        fail(GatewayError.of(ErrorKind.UPSTREAM_TIMEOUT, message));
    }

    private void fail(GatewayError error) {
        if (!done) {
            stop();
            setting.listener().failed(error);
        }
    }

    @Override
    public void pause() {
        paused = true;
        flow();
    }

    @Override
    public void resume() {
        paused = false;
        flow();
    }

    /// As `pause`, by who hears of the answer; what was read already still comes.
    void hold() {
        held = true;
        flow();
    }

    void release() {
        held = false;
        flow();
    }

    private void flow() {
        if (response == null || done) {
            return;
        }
        if (paused || held) {
            response.pause();
        } else {
            response.resume();
        }
    }

    /// Whether nobody wants to hear of it any more.
    boolean cancelled() {
        return cancelled;
    }

    @Override
    public void cancel() {
        cancelled = true;
        stop();
    }

    private void stop() {
        if (!done) {
            done = true;
            vertx.cancelTimer(timer);
            if (request != null) {
                request.reset(CANCEL);
            }
        }
    }
}
