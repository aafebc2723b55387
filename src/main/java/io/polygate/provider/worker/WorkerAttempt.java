package io.polygate.provider.worker;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.Head;
import io.polygate.model.Header;
import io.polygate.provider.Attempt;
import io.polygate.provider.AttemptHandler;
import io.polygate.provider.Outcome;
import io.polygate.provider.ProviderConfig.Timeouts;
import io.polygate.provider.grpc.GrpcCall;
import io.polygate.wire.grpc.GrpcFrames;
import io.polygate.wire.grpc.GrpcStatus;
import io.polygate.wire.worker.WorkerErrors;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A call under way at a worker: its messages as parts, its status as an end or an error. Gives up when the first
/// message or the next one takes too long; time that a slow reader takes does not count.
final class WorkerAttempt implements Attempt, GrpcCall.Listener {

    private static final Head STREAM = new Head(200, List.of(new Header("content-type", "text/event-stream")));
    private static final Head WHOLE = new Head(200, List.of(new Header("content-type", "application/grpc+proto")));

    private final Vertx vertx;
    private final Timeouts timeouts;
    private final boolean streamed;
    private final AttemptHandler handler;
    private long heardNanos = System.nanoTime();
    private long firstByteNanos;
    private long timer;
    private @Nullable GrpcCall call;
    private @Nullable Buffer only;
    private boolean paused;
    private boolean done;

    WorkerAttempt(Vertx vertx, Timeouts timeouts, boolean streamed, AttemptHandler handler) {
        this.vertx = vertx;
        this.timeouts = timeouts;
        this.streamed = streamed;
        this.handler = handler;
        this.timer = vertx.setTimer(millis(timeouts.firstByte()), id -> look());
    }

    void of(GrpcCall opened) {
        call = opened;
    }

    private static long millis(Duration wait) {
        return Math.max(1, wait.toMillis());
    }

    /// Whether the worker has been silent for too long; else looks again when it would be.
    private void look() {
        var limit = firstByteNanos == 0 ? timeouts.firstByte() : timeouts.idle();
        long left = limit.toMillis() - (System.nanoTime() - heardNanos) / 1_000_000;
        if (left > 0 || paused) {
            timer = vertx.setTimer(paused ? millis(limit) : left, id -> look());
            return;
        }
        var which = firstByteNanos == 0 ? "first-byte" : "idle";
        var message = "the worker was too slow: no answer within " + limit.toMillis() + " ms (" + which + " timeout)";
        cancelCall();
        failed(GatewayError.of(ErrorKind.UPSTREAM_TIMEOUT, message));
    }

    /// The worker took the call up; nothing is said yet.
    @Override
    public void head(MultiMap headers) {}

    @Override
    public void message(Buffer message) {
        if (done) {
            return;
        }
        heardNanos = System.nanoTime();
        boolean first = firstByteNanos == 0;
        if (first) {
            firstByteNanos = heardNanos;
            vertx.cancelTimer(timer);
            timer = vertx.setTimer(millis(timeouts.idle()), id -> look());
        }
        if (streamed) {
            handler.part(first ? STREAM : null, GrpcFrames.message(message), null);
        } else {
            only = message;
        }
    }

    @Override
    public void end(GrpcStatus status, MultiMap trailers) {
        if (done) {
            return;
        }
        if (!status.ok()) {
            failed(WorkerErrors.decode(status, trailers::get));
        } else if (streamed) {
            finish();
            handler.part(firstByteNanos == 0 ? STREAM : null, null, Outcome.NOTHING);
        } else if (only == null) {
            failed(GatewayError.of(ErrorKind.UPSTREAM_ERROR, "the worker ended the call without an answer"));
        } else {
            finish();
            handler.part(WHOLE, only, Outcome.NOTHING);
        }
    }

    @Override
    public void failed(GatewayError error) {
        if (!done) {
            finish();
            handler.failed(error, Outcome.NOTHING);
        }
    }

    private void finish() {
        done = true;
        vertx.cancelTimer(timer);
    }

    private void cancelCall() {
        if (call != null) {
            call.cancel();
        }
    }

    @Override
    public void pause() {
        paused = true;
        if (call != null) {
            call.pause();
        }
    }

    @Override
    public void resume() {
        paused = false;
        heardNanos = System.nanoTime();
        if (call != null) {
            call.resume();
        }
    }

    @Override
    public void cancel() {
        if (!done) {
            finish();
            cancelCall();
        }
    }
}
