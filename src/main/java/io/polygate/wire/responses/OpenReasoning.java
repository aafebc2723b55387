package io.polygate.wire.responses;

import io.polygate.model.Content;
import io.polygate.model.Part;
import io.polygate.model.Seal;
import io.polygate.wire.Warnings;
import io.polygate.wire.json.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reasoning that is being told: passages of the summary as `reasoning_summary_text`, thoughts as `reasoning_text`.
final class OpenReasoning {

    private static final int NONE = -1;

    private final EventWriter events;
    private final int index;
    private final String id;
    private final Part part;
    private final boolean asSummary;
    private final Warnings warnings;
    private final List<Content.Passage> passages = new ArrayList<>();

    private int passage = NONE;
    private boolean summary;
    private final StringBuilder text = new StringBuilder();

    /// `asSummary` tells all thoughts as the summary.
    OpenReasoning(EventWriter events, int index, String id, Part part, boolean asSummary, Warnings warnings) {
        this.events = events;
        this.index = index;
        this.id = id;
        this.part = part;
        this.asSummary = asSummary;
        this.warnings = warnings;
        events.item("response.output_item.added", index, json(null, "in_progress"));
        if (part.content() instanceof Content.Reasoning(var _, var given)) {
            given.forEach(p -> append(passages.size(), p.summary(), p.text()));
        }
    }

    private String json(@Nullable Seal seal, String status) {
        var json = new JsonWriter();
        var whole = new Content.Reasoning(id, passages);
        OutputItems.reasoning(id, whole, part.withContent(whole).withSeal(seal), status, warnings, json);
        return json.toString();
    }

    void append(int number, boolean inSummary, String more) {
        var shown = inSummary || asSummary;
        if (passage != number || summary != shown) {
            endPassage();
            passage = number;
            summary = shown;
            partEvent("added", "");
        }
        if (!more.isEmpty()) {
            text.append(more);
            events.end(begin(summary ? "response.reasoning_summary_text.delta" : "response.reasoning_text.delta")
                    .field("delta", more));
        }
    }

    private JsonWriter begin(String type) {
        var at = passages.stream().filter(p -> p.summary() == summary).count();
        return events.begin(type, id, index).field(summary ? "summary_index" : "content_index", at);
    }

    private void partEvent(String what, String whole) {
        var json = begin((summary ? "response.reasoning_summary_part." : "response.content_part.") + what);
        json.name("part").object().field("type", summary ? "summary_text" : "reasoning_text");
        events.end(json.field("text", whole).endObject());
    }

    private void endPassage() {
        if (passage == NONE) {
            return;
        }
        var whole = text.toString();
        events.end(begin(summary ? "response.reasoning_summary_text.done" : "response.reasoning_text.done")
                .field("text", whole));
        partEvent("done", whole);
        passages.add(new Content.Passage(summary, whole));
        text.setLength(0);
        passage = NONE;
    }

    /// Tells the end of the reasoning and returns it.
    String close(@Nullable Seal seal, String status) {
        endPassage();
        var item = json(seal, status);
        events.item("response.output_item.done", index, item);
        return item;
    }
}
