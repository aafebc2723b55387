package io.polygate.routing.idempotency;

import io.polygate.bus.AnswerWriter;
import io.polygate.model.GatewayError;
import io.polygate.model.Head;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Writes an answer to its caller and down, until it is complete, fails or becomes too large. Belongs to one context.
public final class Recording implements AnswerWriter {

    private final Consumer<@Nullable KeptAnswer> settled;
    private final long maxBytes;
    private final List<Buffer> parts = new ArrayList<>();
    private @Nullable AnswerWriter answer;
    private @Nullable Head head;
    private long bytes;
    private boolean done;
    private boolean spoilt;

    Recording(long maxBytes, Consumer<@Nullable KeptAnswer> settled) {
        this.maxBytes = maxBytes;
        this.settled = settled;
    }

    /// Records what is written to `writer` from now on.
    public Recording over(AnswerWriter writer) {
        answer = writer;
        return this;
    }

    /// Whether somebody may still want the answer when its caller is gone.
    public boolean wanted() {
        return !done;
    }

    /// What comes is not to be kept: the answer tells of a failure.
    public void spoil() {
        spoilt = true;
    }

    @Override
    public void part(@Nullable Head first, @Nullable Buffer more, boolean last) {
        if (!done) {
            record(first, more, last);
        }
        if (answer != null) {
            answer.part(first, more, last);
        }
    }

    private void record(@Nullable Head first, @Nullable Buffer more, boolean last) {
        head = first == null ? head : first;
        bytes += more == null ? 0 : more.length();
        if (bytes > maxBytes) {
            parts.clear();
            settle(null);
            return;
        }
        if (more != null || last || first != null) {
            parts.add(more == null ? Buffer.buffer() : more.copy());
        }
        if (last) {
            settle(spoilt || head == null ? null : new KeptAnswer(head, parts, null, bytes));
        }
    }

    @Override
    public void fail(GatewayError error) {
        boolean keep = head == null && !error.kind().retryable() && error.status() < 499;
        settle(keep ? KeptAnswer.failed(error) : null);
        if (answer != null) {
            answer.fail(error);
        }
    }

    private void settle(@Nullable KeptAnswer kept) {
        if (!done) {
            done = true;
            settled.accept(kept);
        }
    }

    @Override
    public boolean writable() {
        return answer == null || answer.writable();
    }

    @Override
    public void onDrain(Runnable handler) {
        if (answer != null) {
            answer.onDrain(handler);
        }
    }

    @Override
    public void onCancel(Consumer<GatewayError> handler) {
        if (answer != null) {
            answer.onCancel(handler);
        }
    }
}
