package io.polygate.wire.gemini;

import io.polygate.model.Citation;
import io.polygate.model.Extras;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// `groundingMetadata` and `citationMetadata` as citations of a text, and citations as `groundingMetadata`.
///
/// Gemini counts offsets in bytes of a part's text. Its metadata also stays an extra of the answer as written, except
/// where it says just what [#encode] would write.
final class GeminiCitations {

    /// A citation, and the number of the part that it belongs to.
    record Placed(int part, Citation citation) {}

    private GeminiCitations() {}

    /// The part that the segment of a support is in; the first where nothing is said.
    static int part(@Nullable Json segment) {
        return segment == null ? 0 : (int) Math.clamp(segment.count("partIndex"), 0, Integer.MAX_VALUE);
    }

    /// All citations of a candidate; `offsets` are those of the text that they belong to.
    static List<Placed> decode(Json candidate, TextOffsets offsets) {
        var citations = new ArrayList<Placed>();
        var grounding = candidate.object("groundingMetadata");
        if (grounding != null) {
            grounding(grounding, offsets, citations);
        }
        var metadata = candidate.object("citationMetadata");
        if (metadata != null) {
            var list = metadata.items("citations");
            for (var source : list.isEmpty() ? metadata.items("citationSources") : list) {
                var url = source.string("uri");
                var title = source.string("title");
                if (url != null || title != null) {
                    citations.add(new Placed(0, citation(url, title, null, source, offsets)));
                }
            }
        }
        return citations;
    }

    private static void grounding(Json grounding, TextOffsets offsets, List<Placed> citations) {
        var chunks = grounding.items("groundingChunks");
        var cited = new boolean[chunks.size()];
        for (var support : grounding.items("groundingSupports")) {
            var segment = support.object("segment");
            for (var index : support.items("groundingChunkIndices")) {
                var number = index.asLong();
                if (number != null && number >= 0 && number < cited.length) {
                    cited[number.intValue()] = true;
                    citations.add(new Placed(part(segment), chunk(chunks.get(number.intValue()), segment, offsets)));
                }
            }
        }
        for (var i = 0; i < cited.length; i++) {
            if (!cited[i]) {
                citations.add(new Placed(0, chunk(chunks.get(i), null, offsets)));
            }
        }
    }

    /// A chunk is a page (`web`, `maps`), or what was retrieved from the caller's own files.
    private static Citation chunk(Json chunk, @Nullable Json segment, TextOffsets offsets) {
        for (var member : chunk.members()) {
            var source = member.value();
            if (source.isObject()) {
                return citation(source.string("uri"), source.string("title"), source.string("text"), segment, offsets);
            }
        }
        return citation(null, null, null, segment, offsets);
    }

    private static Citation citation(
            @Nullable String url,
            @Nullable String title,
            @Nullable String quote,
            @Nullable Json segment,
            TextOffsets offsets) {
        var end = segment == null ? null : offsets.characters(segment.number("endIndex"));
        // proto JSON leaves out a zero
        var start = end == null || segment == null ? null : offsets.characters(segment.count("startIndex"));
        return new Citation(url, title, quote, start, end, Extras.NONE);
    }

    /// The citations as `groundingMetadata`, or null where there are none. A source that is cited twice is one chunk.
    static @Nullable String encode(List<Placed> citations, IntFunction<TextOffsets> offsets) {
        if (citations.isEmpty()) {
            return null;
        }
        var chunks = new ArrayList<String>();
        var supports = new JsonWriter();
        for (var placed : citations) {
            var chunk = chunk(placed.citation());
            var index = chunks.indexOf(chunk);
            if (index < 0) {
                index = chunks.size();
                chunks.add(chunk);
            }
            support(placed, index, offsets.apply(placed.part()), supports);
        }
        var json = new JsonWriter().object().name("groundingChunks").array();
        chunks.forEach(json::raw);
        json.endArray();
        if (supports.length() > 0) {
            json.name("groundingSupports").array().raw(supports.toString()).endArray();
        }
        return json.endObject().toString();
    }

    private static String chunk(Citation citation) {
        var retrieved = citation.url() == null && citation.quote() != null;
        var json = new JsonWriter(128).object().name(retrieved ? "retrievedContext" : "web");
        json.object().field("uri", citation.url()).field("title", citation.title());
        return json.field("text", citation.quote()).endObject().endObject().toString();
    }

    private static void support(Placed placed, int chunk, TextOffsets offsets, JsonWriter json) {
        var end = offsets.bytes(placed.citation().end());
        var start = offsets.bytes(placed.citation().start());
        if (end == null) {
            return;
        }
        json.object().name("segment").object();
        if (placed.part() > 0) {
            json.field("partIndex", (long) placed.part());
        }
        json.field("startIndex", start == null ? 0 : start)
                .field("endIndex", end)
                .endObject();
        json.name("groundingChunkIndices").array().value(chunk).endArray().endObject();
    }
}
