package io.polygate.provider.dialect;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.GatewayException;
import io.polygate.provider.Attempt;
import io.polygate.provider.AttemptHandler;
import io.polygate.provider.Outcome;
import io.vertx.core.Future;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// An attempt that begins when something that it needs has been found.
final class Deferred implements Attempt {

    private @Nullable Attempt begun;
    private boolean paused;
    private boolean cancelled;

    private Deferred() {}

    /// Begins at once where what is needed is already there.
    static <T> Attempt open(Future<T> needed, Function<T, Attempt> begin, AttemptHandler handler) {
        if (needed.isComplete()) {
            return start(needed, begin, handler);
        }
        var deferred = new Deferred();
        needed.onComplete(found -> {
            if (!deferred.cancelled) {
                deferred.begin(start(needed, begin, handler));
            }
        });
        return deferred;
    }

    private static <T> Attempt start(Future<T> needed, Function<T, Attempt> begin, AttemptHandler handler) {
        if (needed.failed()) {
            return failed(error(needed.cause()), handler);
        }
        try {
            return begin.apply(needed.result());
        } catch (GatewayException e) {
            return failed(e.error(), handler);
        }
    }

    static Attempt failed(GatewayError error, AttemptHandler handler) {
        handler.failed(error, Outcome.NOTHING);
        return Attempt.OVER;
    }

    private static GatewayError error(Throwable cause) {
        return cause instanceof GatewayException known
                ? known.error()
                : GatewayError.of(ErrorKind.INTERNAL, "the call could not be prepared");
    }

    private void begin(Attempt attempt) {
        begun = attempt;
        if (paused) {
            attempt.pause();
        }
    }

    @Override
    public void pause() {
        paused = true;
        if (begun != null) {
            begun.pause();
        }
    }

    @Override
    public void resume() {
        paused = false;
        if (begun != null) {
            begun.resume();
        }
    }

    @Override
    public void cancel() {
        cancelled = true;
        if (begun != null) {
            begun.cancel();
        }
    }
}
