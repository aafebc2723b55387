package io.polygate.provider.dialect;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.GatewayException;
import io.polygate.provider.Attempt;
import io.polygate.provider.http.AnswerReader;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// An attempt that proves who calls before it is sent, and once more where the backend no longer takes the proof: a
/// token that was revoked or has just run out costs the call its way there and back, not its life.
final class ProvenAttempt implements Attempt {

    private final Plan plan;
    private boolean again;
    private boolean paused;
    private boolean cancelled;
    private @Nullable Attempt current;

    /// @param identity asks who the call is made as
    /// @param reader makes the reader of one answer
    /// @param send sends the request as somebody, with the answer for a reader
    record Plan(
            Context context,
            Supplier<Future<Identity>> identity,
            Supplier<AnswerReader> reader,
            Function<Identity, Future<Sending>> send) {}

    /// A request that is ready: begins it, with the answer for a reader.
    @FunctionalInterface
    interface Sending {
        Attempt begin(AnswerReader reader);
    }

    private ProvenAttempt(Plan plan) {
        this.plan = plan;
    }

    static Attempt begin(Plan plan) {
        var attempt = new ProvenAttempt(plan);
        attempt.prove();
        return attempt;
    }

    private void prove() {
        var identity = plan.identity.get();
        if (identity.succeeded()) {
            prepare(identity.result());
        } else {
            identity.onComplete(known -> onContext(() -> {
                if (known.succeeded()) {
                    prepare(known.result());
                } else {
                    failed(known.cause());
                }
            }));
        }
    }

    private void prepare(Identity who) {
        if (cancelled) {
            return;
        }
        Future<Sending> ready;
        try {
            ready = plan.send.apply(who);
        } catch (GatewayException e) {
            ready = Future.failedFuture(e);
        }
        if (ready.succeeded()) {
            send(who, ready.result());
            return;
        }
        ready.onComplete(proven -> onContext(() -> {
            if (proven.succeeded()) {
                send(who, proven.result());
            } else {
                failed(proven.cause());
            }
        }));
    }

    private void onContext(Runnable action) {
        plan.context.runOnContext(v -> {
            if (!cancelled) {
                action.run();
            }
        });
    }

    private void send(Identity who, Sending sending) {
        if (cancelled) {
            return;
        }
        current = sending.begin(new Checked(who, plan.reader.get()));
        if (paused) {
            current.pause();
        }
    }

    private void failed(Throwable cause) {
        var error = cause instanceof GatewayException known
                ? known.error()
                : GatewayError.of(ErrorKind.UPSTREAM_AUTH, "the gateway could not sign in at the backend");
        plan.reader.get().failed(error);
    }

    @Override
    public void pause() {
        paused = true;
        if (current != null) {
            current.pause();
        }
    }

    @Override
    public void resume() {
        paused = false;
        if (current != null) {
            current.resume();
        }
    }

    @Override
    public void cancel() {
        cancelled = true;
        if (current != null) {
            current.cancel();
        }
    }

    /// Looks at the head of the answer before anybody else.
    private final class Checked implements AnswerReader {

        private static final int UNAUTHORIZED = 401;
        private static final int FORBIDDEN = 403;

        private final Identity who;
        private final AnswerReader reader;
        private boolean renewing;

        Checked(Identity who, AnswerReader reader) {
            this.who = who;
            this.reader = reader;
        }

        @Override
        public void head(HttpClientResponse response) {
            int status = response.statusCode();
            boolean refused = status == UNAUTHORIZED || status == FORBIDDEN;
            if (refused && !again && who.renew(status, response.headers())) {
                again = true;
                renewing = true;
                var refusedAttempt = current;
                onContext(() -> {
                    if (refusedAttempt != null) {
                        refusedAttempt.cancel();
                    }
                    prove();
                });
            } else {
                reader.head(response);
            }
        }

        @Override
        public void bytes(Buffer bytes, boolean last) {
            if (!renewing) {
                reader.bytes(bytes, last);
            }
        }

        @Override
        public void failed(GatewayError error) {
            if (!renewing) {
                reader.failed(error);
            }
        }
    }
}
