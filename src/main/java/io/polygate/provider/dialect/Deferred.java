package io.polygate.provider.dialect;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.GatewayException;
import io.polygate.provider.Attempt;
import io.polygate.provider.AttemptHandler;
import io.polygate.provider.Outcome;
import io.polygate.provider.PendingAttempt;
import io.vertx.core.Future;
import java.util.function.Function;

/// Begins attempts that need something which may have to be found first.
final class Deferred {

    private Deferred() {}

    /// Begins at once where what is needed is already there.
    static <T> Attempt open(Future<T> needed, Function<T, Attempt> begin, AttemptHandler handler) {
        if (needed.isComplete()) {
            return start(needed, begin, handler);
        }
        var pending = new PendingAttempt();
        needed.onComplete(found -> {
            if (!pending.cancelled()) {
                pending.begin(start(needed, begin, handler));
            }
        });
        return pending;
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
}
