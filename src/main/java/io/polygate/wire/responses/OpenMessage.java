package io.polygate.wire.responses;

import io.polygate.model.Citation;
import io.polygate.model.Content;
import io.polygate.model.Extras;
import io.polygate.model.Logprob;
import io.polygate.model.Part;
import io.polygate.wire.Warnings;
import io.polygate.wire.json.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A message that is being told: its texts and refusals, one after the other.
///
/// A text's delta waits for the log probabilities that may follow it, until the next event or [#flush()].
final class OpenMessage {

    private final EventWriter events;
    private final int index;
    private final String id;
    private final Extras extras;
    private final Warnings warnings;
    private final List<String> content = new ArrayList<>();

    private Part part = Part.text("");
    private final StringBuilder text = new StringBuilder();
    private final List<Citation> citations = new ArrayList<>();
    private final List<Logprob> logprobs = new ArrayList<>();
    private final List<Logprob> deltaLogprobs = new ArrayList<>();
    private @Nullable String delta;

    /// Tells the message's begin; `extras` are those of its first part.
    OpenMessage(EventWriter events, int index, String id, Extras extras, Warnings warnings) {
        this.events = events;
        this.index = index;
        this.id = id;
        this.extras = extras;
        this.warnings = warnings;
        events.item("response.output_item.added", index, json("in_progress"));
    }

    private String json(String status) {
        var json = new JsonWriter();
        OutputItems.message(id, status, content, extras, json);
        return json.toString();
    }

    /// Whether a text of a message with these extras belongs to this one.
    boolean takes(Part next) {
        return OutputItems.sameMessage(Part.text("").withExtras(extras), next);
    }

    void start(Part start) {
        part = start;
        text.setLength(0);
        citations.clear();
        logprobs.clear();
        partEvent("response.content_part.added", empty(start));
    }

    private Part empty(Part start) {
        return start.withContent(refusal() ? new Content.Refusal("") : Content.Text.of(""));
    }

    /// Whether what is open is a refusal, which has no log probabilities here.
    boolean refusal() {
        return part.content() instanceof Content.Refusal;
    }

    private void partEvent(String type, Part whole) {
        var json = new JsonWriter();
        OutputItems.text(whole, logprobs, warnings, json);
        if (type.endsWith("done")) {
            content.add(json.toString());
        }
        var at = type.endsWith("done") ? content.size() - 1 : content.size();
        events.end(events.begin(type, id, index).field("content_index", at).rawField("part", json.toString()));
    }

    void append(String more) {
        flush();
        text.append(more);
        delta = more;
    }

    void logprobs(List<Logprob> more) {
        deltaLogprobs.addAll(more);
    }

    /// Tells the delta that waits.
    void flush() {
        if (delta == null) {
            return;
        }
        var json = begin(refusal() ? "response.refusal.delta" : "response.output_text.delta")
                .field("delta", delta);
        delta = null;
        if (!refusal()) {
            ResponsesLogprobs.encode(deltaLogprobs, json.name("logprobs"));
            logprobs.addAll(deltaLogprobs);
            deltaLogprobs.clear();
        }
        events.end(json);
    }

    private JsonWriter begin(String type) {
        return events.begin(type, id, index).field("content_index", content.size());
    }

    void cite(Citation citation) {
        if (!Annotations.sayable(citation, warnings)) {
            return;
        }
        flush();
        var json = begin("response.output_text.annotation.added")
                .field("annotation_index", citations.size())
                .name("annotation");
        // The range of a citation that has none is settled here, so that the whole text says the same.
        var placed = new Citation(
                citation.url(),
                citation.title(),
                citation.quote(),
                citation.start() == null ? Long.valueOf(text.length()) : citation.start(),
                citation.end() == null ? Long.valueOf(text.length()) : citation.end(),
                citation.extras());
        citations.add(placed);
        Annotations.encode(placed, text.length(), json);
        events.end(json);
    }

    /// Tells the end of the text or refusal that is open.
    void end() {
        if (delta == null && !deltaLogprobs.isEmpty()) {
            delta = "";
        }
        flush();
        var whole = text.toString();
        if (refusal()) {
            events.end(begin("response.refusal.done").field("refusal", whole));
            partEvent("response.content_part.done", part.withContent(new Content.Refusal(whole)));
            return;
        }
        var json = begin("response.output_text.done").field("text", whole);
        ResponsesLogprobs.encode(logprobs, json.name("logprobs"));
        events.end(json);
        partEvent("response.content_part.done", part.withContent(new Content.Text(whole, citations)));
    }

    /// Tells the message's end and returns it.
    String close(String status) {
        var item = json(status);
        events.item("response.output_item.done", index, item);
        return item;
    }
}
