package io.polygate.provider;

import io.polygate.model.GatewayError;
import io.polygate.model.TokenCount;
import io.polygate.model.Usage;
import io.vertx.core.buffer.Buffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Lets another target go on where a stream broke off: knows what the caller has of the answer, as long as that is text
/// and within the limit, and what was used for it. One for each call that may be continued; used on one context.
public final class Continuation {

    private final int maxText;
    private @Nullable AnswerSoFar answer;

    /// @param maxText how many characters of an answer are kept to go on with
    public Continuation(int maxText) {
        this.maxText = maxText;
    }

    public int maxText() {
        return maxText;
    }

    /// This is the answer that the caller gets from now on.
    public void begin(AnswerSoFar begun) {
        answer = begun;
    }

    /// What the caller has, or null as long as that is nothing.
    public @Nullable AnswerSoFar answer() {
        return answer;
    }

    public boolean begun() {
        return answer != null;
    }

    /// Whether another model could go on with what the caller has.
    public boolean possible() {
        return answer != null && answer.canGoOn();
    }

    /// How much text the caller has.
    public int characters() {
        return answer == null ? 0 : answer.length();
    }

    /// Who was answering will say no more.
    public void broke() {
        if (answer != null) {
            answer.broke();
        }
    }

    /// How an answer ends with which nobody goes on, in its caller's words.
    public Buffer lastWords(GatewayError error) {
        return Objects.requireNonNull(answer, "it has begun").lastWords(error);
    }

    /// An outcome with what all who answered have used.
    public Outcome with(Outcome last) {
        if (answer == null) {
            return last;
        }
        var used = TokenCount.of(answer.total(Usage.ZERO));
        boolean more = used.totalInput() + used.totalOutput()
                > last.tokens().totalInput() + last.tokens().totalOutput();
        return new Outcome(more ? used : last.tokens(), last.finish(), last.firstByteNanos(), true);
    }
}
