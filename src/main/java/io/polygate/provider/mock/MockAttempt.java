package io.polygate.provider.mock;

import io.polygate.model.GatewayError;
import io.polygate.model.GatewayException;
import io.polygate.provider.Attempt;
import io.polygate.provider.AttemptHandler;
import io.polygate.provider.Outcome;
import io.polygate.provider.ProviderConfig.Timeouts;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Plays one answer: part by part on the shard's context, none while paused, no timer left when it ends.
final class MockAttempt implements Attempt {

    /// Parts of one turn of the event loop, so that others get their turn too.
    private static final int BURST = 32;

    private static final long FOREVER = Long.MAX_VALUE;

    private final Vertx vertx;
    private final Context context;
    private final Timeouts timeouts;
    private final AttemptHandler handler;
    private final long totalTimer;
    private @Nullable Answer answer;
    private Answer.@Nullable Part upcoming;
    private @Nullable Long timer;
    private boolean waited;
    private boolean scheduled;
    private boolean paused;
    private boolean done;
    private boolean begun;
    private int sent;
    private long firstByteNanos;

    MockAttempt(Vertx vertx, Timeouts timeouts, AttemptHandler handler) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.timeouts = timeouts;
        this.handler = handler;
        long total = Math.max(1, timeouts.total().toMillis());
        this.totalTimer = vertx.setTimer(total, id -> fail(Faults.timeout("total", timeouts.total()), outcome()));
    }

    /// Begins with the next turn of the event loop: the caller has the attempt before it hears of it.
    void begin(Supplier<Answer> source) {
        context.runOnContext(v -> {
            if (done) {
                return;
            }
            try {
                answer = source.get();
            } catch (GatewayException e) {
                fail(e.error(), Outcome.NOTHING);
                return;
            }
            turn(answer);
        });
    }

    private void turn(Answer playing) {
        for (int i = 0; i < BURST && !done && !paused; i++) {
            var part = upcoming == null ? playing.parts().next() : upcoming;
            upcoming = part;
            if (!waited && playing.behaviour().strikes(sent, part)) {
                strike(playing);
                return;
            }
            long wait = waited ? 0 : playing.behaviour().delay().toMillis() * part.tokens();
            if (wait > 0) {
                sleep(playing, wait);
                return;
            }
            send(playing, part);
        }
        schedule();
    }

    private void send(Answer playing, Answer.Part part) {
        upcoming = null;
        waited = false;
        sent += part.tokens();
        boolean last = !playing.parts().hasNext();
        deliver(playing, part, last ? outcome() : null);
    }

    private void deliver(Answer playing, Answer.Part part, @Nullable Outcome last) {
        boolean first = !begun;
        begun = true;
        if (first) {
            firstByteNanos = System.nanoTime();
        }
        if (last != null) {
            finish();
        }
        handler.part(first ? playing.head() : null, part.bytes().get(), last);
    }

    private void strike(Answer playing) {
        switch (playing.behaviour().fault()) {
            case STATUS -> fail(Faults.status(playing.behaviour().status()), Outcome.NOTHING);
            case RESET -> fail(begun ? Faults.cut() : Faults.reset(), outcome());
            case CUT -> fail(Faults.cut(), outcome());
            case HANG -> sleep(playing, FOREVER);
            case ERROR_EVENT -> errorInside(playing);
            case NONE -> throw new IllegalStateException("no fault cannot strike");
        }
    }

    private void errorInside(Answer playing) {
        if (begun && playing.streamed()) {
            var used = outcome();
            var failed = new Outcome(used.tokens(), null, used.firstByteNanos(), true);
            deliver(playing, Answer.Part.closing(Faults::event), failed);
        } else {
            fail(Faults.inside(), Outcome.NOTHING);
        }
    }

    /// Waits for the next part, or for the timeout where that is sooner.
    private void sleep(Answer playing, long millis) {
        var limit = begun ? timeouts.idle() : timeouts.firstByte();
        boolean late = millis >= limit.toMillis();
        timer = vertx.setTimer(Math.max(1, late ? limit.toMillis() : millis), id -> {
            timer = null;
            if (late) {
                fail(Faults.timeout(begun ? "idle" : "first-byte", limit), outcome());
            } else {
                waited = true;
                turn(playing);
            }
        });
    }

    private Outcome outcome() {
        if (answer == null) {
            return Outcome.NOTHING;
        }
        return new Outcome(answer.tokens(), answer.finish(), firstByteNanos, false);
    }

    private void schedule() {
        if (done || paused || scheduled || timer != null || answer == null) {
            return;
        }
        var playing = answer;
        scheduled = true;
        context.runOnContext(v -> {
            scheduled = false;
            turn(playing);
        });
    }

    private void fail(GatewayError error, Outcome used) {
        if (!done) {
            finish();
            handler.failed(error, used);
        }
    }

    private void finish() {
        done = true;
        vertx.cancelTimer(totalTimer);
        stopTimer();
    }

    private void stopTimer() {
        if (timer != null) {
            vertx.cancelTimer(timer);
            timer = null;
        }
    }

    @Override
    public void pause() {
        paused = true;
        stopTimer();
    }

    @Override
    public void resume() {
        paused = false;
        schedule();
    }

    @Override
    public void cancel() {
        if (!done) {
            finish();
        }
    }
}
