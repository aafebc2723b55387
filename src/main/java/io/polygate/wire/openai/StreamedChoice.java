package io.polygate.wire.openai;

import io.polygate.model.Content;
import io.polygate.model.Extras;
import io.polygate.model.Part;
import io.polygate.model.Seal;
import io.polygate.model.StreamEvent;
import io.polygate.wire.Fields;
import io.polygate.wire.OpenParts;
import io.polygate.wire.Quirks;
import io.polygate.wire.ThinkTags;
import io.polygate.wire.json.Json;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One choice of a chat stream: its deltas as parts.
final class StreamedChoice implements ChatContent.Sink {

    private static final Set<String> KNOWN = Set.of("index", "delta", "message", "text", "finish_reason", "logprobs");

    private final int index;
    private final Consumer<StreamEvent> handler;
    private final OpenParts parts;
    private final StreamedCalls calls;
    private final StreamedAudio sound;
    private final @Nullable ThinkTags tags;
    private @Nullable String finish;
    private boolean finished;
    private boolean ended;

    StreamedChoice(int index, String answerId, Quirks quirks, Consumer<StreamEvent> handler) {
        this.index = index;
        this.handler = handler;
        this.parts = new OpenParts(index, handler);
        this.calls = new StreamedCalls(index, answerId, parts);
        this.sound = new StreamedAudio(parts);
        this.tags = quirks.thinkTags() ? new ThinkTags(parts::reasoning, parts::text) : null;
    }

    /// Whether the vendor gave a finish reason.
    boolean finished() {
        return finished;
    }

    void add(Json choice) {
        if (ended) {
            return;
        }
        var delta = choice.object("delta");
        if (delta != null) {
            delta(delta);
        } else if (choice.object("message") != null) {
            delta(choice.object("message"));
        } else {
            ChatContent.decode(choice.get("text"), this);
        }
        var logprobs = Logprobs.decode(choice.object("logprobs"));
        if (!logprobs.isEmpty()) {
            handler.accept(new StreamEvent.LogprobsAdded(index, logprobs));
        }
        finish(choice);
    }

    /// Empty reasons are no reasons yet, and one vendor writes the word `null`.
    private void finish(Json choice) {
        var reason = choice.string("finish_reason");
        if (reason != null && !reason.isEmpty() && !reason.equals("null")) {
            finish = reason;
            finished = true;
            end(choice);
        }
    }

    private void delta(@Nullable Json delta) {
        if (delta == null) {
            return;
        }
        reasoning(delta);
        ChatContent.decode(delta.get("content"), this);
        var refusal = delta.string("refusal");
        if (refusal != null && !refusal.isEmpty()) {
            parts.refusal(refusal);
        }
        ChatContent.citations(delta).forEach(parts::citation);
        ChatContent.images(delta.items("images")).forEach(parts::whole);
        sound.add(delta.object("audio"));
        delta.items("tool_calls").forEach(calls::add);
        var legacy = delta.object("function_call");
        if (legacy != null) {
            calls.addFunction(legacy);
        }
    }

    private void reasoning(Json delta) {
        var plain = ReasoningDetails.text(delta);
        var text = plain == null ? "" : plain;
        var told = !text.isEmpty();
        if (told) {
            parts.reasoning(text);
        }
        for (var detail : delta.items("reasoning_details")) {
            var detailText = ReasoningDetails.detailText(detail);
            if (!told && !detailText.isEmpty()) {
                parts.reasoning(detailText);
            }
            seal(ReasoningDetails.seal(detail), detail.string("id"));
        }
    }

    /// A signature ends the reasoning that it signs; a closed form is reasoning of its own.
    private void seal(@Nullable Seal seal, @Nullable String id) {
        if (seal == null) {
            return;
        }
        if (seal.kind() == Seal.Kind.SIGNATURE && parts.reasoningIsOpen()) {
            parts.endOpen(seal);
        } else {
            parts.whole(Part.of(new Content.Reasoning(id, List.of())).withSeal(seal));
        }
    }

    @Override
    public void text(String text) {
        if (tags != null) {
            tags.push(text);
        } else {
            parts.text(text);
        }
    }

    @Override
    public void reasoning(String text) {
        parts.reasoning(text);
    }

    @Override
    public void whole(Part part) {
        parts.whole(part);
    }

    private void end(@Nullable Json choice) {
        if (ended) {
            return;
        }
        abandon();
        var extras = choice == null ? Extras.NONE : Fields.extras(choice, ChatDialect.NAME, KNOWN);
        var reason = FinishReasons.decode(finish, calls.any());
        handler.accept(new StreamEvent.Finished(index, reason, extras));
    }

    /// The stream is at its end: finishes what the vendor didn't.
    void end() {
        end(null);
    }

    /// Ends the parts without a finish: the stream failed.
    void abandon() {
        if (!ended) {
            ended = true;
            if (tags != null) {
                tags.finish();
            }
            parts.end();
        }
    }
}
