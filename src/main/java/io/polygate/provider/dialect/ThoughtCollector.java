package io.polygate.provider.dialect;

import io.polygate.model.ChatResponse;
import io.polygate.model.Content;
import io.polygate.model.Part;
import io.polygate.model.Seal;
import io.polygate.model.StreamEvent;
import io.polygate.model.Thought;
import io.polygate.provider.Thoughts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Gathers what the model thinks while an answer goes by, and keeps it when the turn ends in tool calls. Of the first
/// choice only; more reasoning than may be kept is let go.
final class ThoughtCollector {

    private final Thoughts thoughts;
    private final String owner;
    private final Map<Integer, OpenPart> open = new HashMap<>();
    private final List<Part> reasoning = new ArrayList<>();
    private final Map<String, Part> calls = new HashMap<>();
    private @Nullable String firstCall;
    private int characters;

    ThoughtCollector(Thoughts thoughts, String owner) {
        this.thoughts = thoughts;
        this.owner = owner;
    }

    void see(StreamEvent event) {
        switch (event) {
            case StreamEvent.PartStarted started
            when started.choice() == 0 -> open.put(started.part(), new OpenPart(started.start()));
            case StreamEvent.ReasoningDelta delta when delta.choice() == 0 -> add(delta);
            case StreamEvent.PartEnded ended when ended.choice() == 0 -> close(ended.part(), ended.seal());
            case StreamEvent.Finished finished when finished.choice() == 0 -> remember();
            default -> {}
        }
    }

    void see(ChatResponse response) {
        if (!response.choices().isEmpty()) {
            response.choices().getFirst().parts().forEach(this::keep);
            remember();
        }
    }

    private void add(StreamEvent.ReasoningDelta delta) {
        var part = open.get(delta.part());
        if (part != null && characters <= thoughts.maxEach()) {
            characters += delta.text().length();
            part.append(delta);
        }
    }

    private void close(int number, @Nullable Seal seal) {
        var part = open.remove(number);
        if (part != null) {
            keep(part.whole(seal));
        }
    }

    private void keep(Part part) {
        switch (part.content()) {
            case Content.Reasoning _ -> reasoning.add(part);
            case Content.ToolCall call -> {
                calls.put(call.id(), part);
                firstCall = firstCall == null ? call.id() : firstCall;
            }
            default -> {}
        }
    }

    private void remember() {
        if (characters > thoughts.maxEach()) {
            return;
        }
        calls.forEach((id, part) -> {
            var thought = new Thought(id.equals(firstCall) ? reasoning : List.of(), part.seal());
            if (!thought.isEmpty()) {
                thoughts.remember(owner, id, thought);
            }
        });
    }

    /// A part that is still growing; only reasoning is gathered.
    private static final class OpenPart {

        private final Part start;
        private final List<StringBuilder> passages = new ArrayList<>();
        private final List<Boolean> summaries = new ArrayList<>();

        OpenPart(Part start) {
            this.start = start;
            if (start.content() instanceof Content.Reasoning known) {
                known.passages().forEach(passage -> {
                    passages.add(new StringBuilder(passage.text()));
                    summaries.add(passage.summary());
                });
            }
        }

        void append(StreamEvent.ReasoningDelta delta) {
            while (passages.size() <= delta.passage()) {
                passages.add(new StringBuilder());
                summaries.add(delta.summary());
            }
            passages.get(delta.passage()).append(delta.text());
        }

        Part whole(@Nullable Seal seal) {
            var sealed = seal == null ? start : start.withSeal(seal);
            if (!(start.content() instanceof Content.Reasoning known)) {
                return sealed;
            }
            var whole = new ArrayList<Content.Passage>();
            for (int i = 0; i < passages.size(); i++) {
                whole.add(new Content.Passage(summaries.get(i), passages.get(i).toString()));
            }
            return sealed.withContent(new Content.Reasoning(known.id(), whole));
        }
    }
}
