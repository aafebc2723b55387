package io.polygate.provider.dialect;

import io.polygate.model.Content;
import io.polygate.model.StreamEvent;
import io.polygate.provider.AnswerSoFar;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Makes a stream that goes on with an answer the rest of that answer: its first text continues the one that broke
/// off, its other parts follow, and what it thinks is left out. For one stream.
final class ResumedEvents implements Consumer<StreamEvent> {

    private final AnswerSoFar answer;
    private final Consumer<StreamEvent> next;
    private final Map<Integer, Integer> parts = new HashMap<>();
    private final Overlap overlap;
    private int continued;

    /// @param overlap what of its text the caller has already
    ResumedEvents(AnswerSoFar answer, Overlap overlap, Consumer<StreamEvent> next) {
        this.answer = answer;
        this.next = next;
        this.continued = answer.openText();
        this.overlap = overlap;
    }

    @Override
    public void accept(StreamEvent event) {
        switch (event) {
            case StreamEvent.Started _ -> {}
            case StreamEvent.PartStarted started when started.choice() == 0 -> begin(started);
            case StreamEvent.TextDelta delta -> text(parts.get(delta.part()), overlap.without(delta.text()));
            case StreamEvent.RefusalDelta delta ->
                passed(delta.part(), part -> new StreamEvent.RefusalDelta(0, part, delta.text()));
            case StreamEvent.ArgumentsDelta delta ->
                passed(delta.part(), part -> new StreamEvent.ArgumentsDelta(0, part, delta.text()));
            case StreamEvent.AudioDelta delta ->
                passed(delta.part(), part -> new StreamEvent.AudioDelta(0, part, delta.data(), delta.transcript()));
            case StreamEvent.CitationAdded added ->
                passed(added.part(), part -> new StreamEvent.CitationAdded(0, part, added.citation()));
            case StreamEvent.PartEnded ended -> end(ended);
            case StreamEvent.Finished finished -> {
                endText();
                next.accept(finished);
            }
            case StreamEvent.PartStarted _, StreamEvent.ReasoningDelta _ -> {}
            case StreamEvent.LogprobsAdded _,
                    StreamEvent.UsageReported _,
                    StreamEvent.Ping _,
                    StreamEvent.Ended _,
                    StreamEvent.Failed _ -> next.accept(event);
        }
    }

    private void text(@Nullable Integer part, String text) {
        if (part != null && !text.isEmpty()) {
            next.accept(new StreamEvent.TextDelta(0, part, text));
        }
    }

    private interface Numbered {
        StreamEvent as(int part);
    }

    private void passed(int part, Numbered event) {
        var number = parts.get(part);
        if (number != null) {
            next.accept(event.as(number));
        }
    }

    private void begin(StreamEvent.PartStarted started) {
        switch (started.start().content()) {
            case Content.Reasoning _ -> {}
            case Content.Text text
            when continued >= 0 -> {
                parts.put(started.part(), continued);
                if (!text.text().isEmpty()) {
                    accept(new StreamEvent.TextDelta(0, started.part(), text.text()));
                }
            }
            default -> {
                endText();
                parts.put(started.part(), answer.nextPart());
                next.accept(new StreamEvent.PartStarted(0, answer.nextPart(), started.start()));
            }
        }
    }

    private void end(StreamEvent.PartEnded ended) {
        var part = parts.remove(ended.part());
        if (part != null) {
            text(part, overlap.rest());
            continued = part == continued ? -1 : continued;
            next.accept(new StreamEvent.PartEnded(0, part, ended.seal()));
        }
    }

    /// The text that broke off has no more.
    private void endText() {
        if (continued >= 0 && !parts.containsValue(continued)) {
            next.accept(new StreamEvent.PartEnded(0, continued, null));
            continued = -1;
        }
    }
}
