package io.polygate.wire;

import io.polygate.model.Citation;
import io.polygate.model.Content;
import io.polygate.model.Part;
import io.polygate.model.Seal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A part that grows by deltas.
final class CollectedPart {

    private record OpenPassage(int number, boolean summary, StringBuilder text) {}

    private final Part start;
    private final StringBuilder text = new StringBuilder();
    private final List<OpenPassage> passages = new ArrayList<>();
    private final List<Citation> citations = new ArrayList<>();
    private final CollectedAudio audio = new CollectedAudio();
    private @Nullable Seal seal;

    CollectedPart(Part start) {
        this.start = start;
        this.seal = start.seal();
    }

    void append(String delta) {
        text.append(delta);
    }

    void reasoning(int number, boolean summary, String delta) {
        if (passages.isEmpty() || passages.getLast().number != number || passages.getLast().summary != summary) {
            passages.add(new OpenPassage(number, summary, new StringBuilder()));
        }
        passages.getLast().text.append(delta);
    }

    void audio(String data, String transcript) {
        audio.append(data, transcript);
    }

    void cite(Citation citation) {
        citations.add(citation);
    }

    void seal(@Nullable Seal atEnd) {
        seal = atEnd == null ? seal : atEnd;
    }

    Part part() {
        return audio.joinedTo(start.withContent(content()).withSeal(seal));
    }

    private Content content() {
        return switch (start.content()) {
            case Content.Text t -> {
                var all = new ArrayList<>(t.citations());
                all.addAll(citations);
                yield new Content.Text(t.text() + text, all);
            }
            case Content.Reasoning r -> {
                var all = new ArrayList<>(r.passages());
                passages.forEach(p -> all.add(new Content.Passage(p.summary, p.text.toString())));
                yield new Content.Reasoning(r.id(), all);
            }
            case Content.Refusal r -> new Content.Refusal(r.text() + text);
            case Content.ToolCall c -> c.withArguments(c.arguments() + text);
            case Content.Media _,
                    Content.ToolResult _,
                    Content.ServerToolCall _,
                    Content.ServerToolResult _,
                    Content.Opaque _ -> start.content();
        };
    }
}
