package io.polygate.routing.idempotency;

import io.polygate.bus.AnswerWriter;

/// Gives a kept answer to another caller, part for part and at the caller's pace.
public final class Replay {

    private final KeptAnswer kept;
    private final AnswerWriter answer;
    private int next;

    public Replay(KeptAnswer kept, AnswerWriter answer) {
        this.kept = kept;
        this.answer = answer;
    }

    public void begin() {
        answer.onCancel(reason -> next = kept.parts().size());
        answer.onDrain(this::go);
        go();
    }

    private void go() {
        while (next < kept.parts().size() && (next == 0 || answer.writable())) {
            var part = kept.parts().get(next);
            var head = next == 0 ? kept.head() : null;
            next++;
            answer.part(
                    head,
                    part.length() == 0 ? null : part.copy(),
                    next == kept.parts().size());
        }
    }
}
