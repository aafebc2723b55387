package io.polygate.provider.dialect;

import io.polygate.model.GatewayError;
import io.polygate.model.Head;
import io.polygate.provider.Attempt;
import io.polygate.provider.AttemptHandler;
import io.polygate.provider.Outcome;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/// Hears nothing more of an attempt that has ended, and lets the backend go that still speaks: an answer may turn out
/// unreadable or too long while it comes.
final class EndedOnce implements AttemptHandler {

    private final AttemptHandler handler;
    private Attempt attempt = Attempt.OVER;
    private boolean ended;

    EndedOnce(AttemptHandler handler) {
        this.handler = handler;
    }

    /// The attempt that is heard of.
    Attempt of(Attempt opened) {
        attempt = opened;
        if (ended) {
            opened.cancel();
        }
        return opened;
    }

    @Override
    public void part(@Nullable Head head, @Nullable Buffer bytes, @Nullable Outcome last) {
        if (ended) {
            return;
        }
        if (last != null) {
            end();
        }
        handler.part(head, bytes, last);
    }

    @Override
    public void failed(GatewayError error, Outcome used) {
        if (!ended) {
            end();
            handler.failed(error, used);
        }
    }

    private void end() {
        ended = true;
        attempt.cancel();
    }
}
