package io.polygate.wire;

import io.polygate.model.Citation;
import io.polygate.model.Content;
import io.polygate.model.Part;
import io.polygate.model.Seal;
import io.polygate.model.StreamEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Makes the parts of one choice out of deltas that don't say where a part begins or ends.
///
/// A delta of another kind ends the text, reasoning or refusal before it. A call ends when something else begins and
/// its arguments are a whole JSON object, else at [#end()], so that interleaved calls stay right.
public final class OpenParts {

    private enum Kind {
        NONE,
        TEXT,
        REASONING,
        REFUSAL,
        AUDIO
    }

    private record OpenCall(int part, JsonProgress progress) {}

    private final int choice;
    private final Consumer<StreamEvent> handler;
    private final List<OpenCall> calls = new ArrayList<>();
    private Kind kind = Kind.NONE;
    private int current;
    private int next;

    public OpenParts(int choice, Consumer<StreamEvent> handler) {
        this.choice = choice;
        this.handler = handler;
    }

    public void text(String text) {
        open(Kind.TEXT, Content.Text.of(""));
        handler.accept(new StreamEvent.TextDelta(choice, current, text));
    }

    public void citation(Citation citation) {
        open(Kind.TEXT, Content.Text.of(""));
        handler.accept(new StreamEvent.CitationAdded(choice, current, citation));
    }

    public void refusal(String text) {
        open(Kind.REFUSAL, new Content.Refusal(""));
        handler.accept(new StreamEvent.RefusalDelta(choice, current, text));
    }

    /// A piece of a sound. `start` is what the sound is, without any of its bytes, for where it only begins.
    public void audio(Part start, String data, String transcript) {
        if (kind != Kind.AUDIO) {
            open(Kind.AUDIO, start);
        }
        handler.accept(new StreamEvent.AudioDelta(choice, current, data, transcript));
    }

    /// Reasoning without passages of its own.
    public void reasoning(String text) {
        reasoning(0, false, text);
    }

    public void reasoning(int passage, boolean summary, String text) {
        open(Kind.REASONING, new Content.Reasoning(null, List.of()));
        handler.accept(new StreamEvent.ReasoningDelta(choice, current, passage, summary, text));
    }

    /// Begins a call; its arguments are named by the returned number.
    public int call(Part call) {
        endOpen(null);
        endCompleteCalls();
        var part = next++;
        handler.accept(new StreamEvent.PartStarted(choice, part, call));
        calls.add(new OpenCall(part, new JsonProgress()));
        return part;
    }

    public void arguments(int part, String text) {
        for (var call : calls) {
            if (call.part == part) {
                call.progress.add(text);
                handler.accept(new StreamEvent.ArgumentsDelta(choice, part, text));
                return;
            }
        }
    }

    /// A part that is there at once. Text, reasoning and calls come with their deltas.
    public void whole(Part part) {
        endOpen(null);
        endCompleteCalls();
        ResponseEvents.part(choice, next++, part, handler);
    }

    /// Ends the open text, reasoning, refusal or sound, with its seal; does nothing where none is open.
    public void endOpen(@Nullable Seal seal) {
        if (kind != Kind.NONE) {
            kind = Kind.NONE;
            handler.accept(new StreamEvent.PartEnded(choice, current, seal));
        }
    }

    /// Whether reasoning is what is being written.
    public boolean reasoningIsOpen() {
        return kind == Kind.REASONING;
    }

    /// Whether a text is what is being written.
    public boolean textIsOpen() {
        return kind == Kind.TEXT;
    }

    /// Ends everything.
    public void end() {
        endOpen(null);
        for (var call : calls) {
            handler.accept(new StreamEvent.PartEnded(choice, call.part, null));
        }
        calls.clear();
    }

    private void open(Kind wanted, Content start) {
        if (kind != wanted) {
            open(wanted, Part.of(start));
        }
    }

    private void open(Kind wanted, Part start) {
        endOpen(null);
        endCompleteCalls();
        kind = wanted;
        current = next++;
        handler.accept(new StreamEvent.PartStarted(choice, current, start));
    }

    private void endCompleteCalls() {
        for (var i = calls.iterator(); i.hasNext(); ) {
            var call = i.next();
            if (call.progress.complete()) {
                i.remove();
                handler.accept(new StreamEvent.PartEnded(choice, call.part, null));
            }
        }
    }
}
