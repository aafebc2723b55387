package io.polygate.wire.gemini;

import io.polygate.model.Citation;
import io.polygate.model.Content;
import io.polygate.model.Logprob;
import io.polygate.model.Part;
import io.polygate.model.Seal;
import io.polygate.model.Source;
import io.polygate.model.StreamEvent;
import io.polygate.wire.Warnings;
import io.polygate.wire.json.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A candidate that is being written as a stream: its open part, and what its last chunk will say.
final class OpenCandidate {

    private static final int MAX_CITATIONS = 4096;

    final TextOffsets offsets = new TextOffsets();
    final StringBuilder arguments = new StringBuilder();
    final List<Logprob> logprobs = new ArrayList<>();
    StreamEvent.@Nullable Finished finish;
    private final List<GeminiCitations.Placed> citations = new ArrayList<>();
    private @Nullable Part open;
    private long textStart;
    private boolean empty = true;

    void start(Part part) {
        open = part;
        empty = false;
        textStart = part.content() instanceof Content.Text ? offsets.length() : textStart;
        if (part.content() instanceof Content.ToolCall call) {
            arguments.append(call.arguments());
        }
    }

    boolean isEmpty() {
        return empty;
    }

    /// A piece of the open sound, or null where none is open or the piece is empty.
    Source.@Nullable Base64 sound(String data) {
        return open != null
                        && open.content() instanceof Content.Media media
                        && media.source() instanceof Source.Base64 begun
                        && !data.isEmpty()
                ? new Source.Base64(begun.mediaType(), data)
                : null;
    }

    /// Whether media has no bytes of its own: they came in pieces.
    static boolean isEmpty(Content.Media media) {
        return media.source() instanceof Source.Base64 data && data.data().isEmpty();
    }

    /// The open part as it is at its end, or null where none is open.
    @Nullable
    Part part(@Nullable Seal atEnd) {
        var part = open;
        open = null;
        if (part == null) {
            return null;
        }
        var sealed = atEnd == null ? part : part.withSeal(atEnd);
        if (!(part.content() instanceof Content.ToolCall call)) {
            return sealed;
        }
        var whole = sealed.withContent(call.withArguments(arguments.toString()));
        arguments.setLength(0);
        return whole;
    }

    /// Offsets count from the start of the part; Gemini's from the start of the candidate's text.
    void cite(Citation citation) {
        if (citations.size() < MAX_CITATIONS) {
            var moved = new Citation(
                    citation.url(),
                    citation.title(),
                    citation.quote(),
                    moved(citation.start()),
                    moved(citation.end()),
                    citation.extras());
            citations.add(new GeminiCitations.Placed(0, moved));
        }
    }

    private @Nullable Long moved(@Nullable Long offset) {
        return offset == null ? null : Long.valueOf(offset + textStart);
    }

    void logprobs(JsonWriter json) {
        GeminiLogprobs.encode(logprobs, json);
        logprobs.clear();
    }

    /// The candidate in the last chunk, which Gemini gives an empty text.
    void last(int choice, Warnings warnings, JsonWriter json) {
        json.object().name("content").object().name("parts").array();
        json.object().field("text", "").endObject().endArray();
        json.field("role", "model").endObject();
        var finished = finish;
        if (finished != null) {
            json.field("finishReason", GeminiFinish.encode(finished.reason()));
        }
        json.field("index", (long) choice);
        logprobs(json);
        if (finished == null) {
            json.endObject();
            return;
        }
        var extras = finished.extras().of(GeminiDialect.NAME);
        warnings.extras(finished.extras(), GeminiDialect.NAME);
        if (GeminiCandidates.CITING.stream().noneMatch(extras::containsKey)) {
            json.rawField("groundingMetadata", GeminiCitations.encode(citations, _ -> offsets));
        }
        GeminiParts.extras(extras, json);
        json.endObject();
    }
}
