package io.polygate.wire.cohere;

import io.polygate.model.Citation;
import io.polygate.model.Extras;
import io.polygate.wire.Fields;
import io.polygate.wire.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// `{start, end, text, sources: [{type: document | tool, id, document | tool_output}]}`: a citation for each source.
final class CohereCitations {

    private static final Set<String> KNOWN = Set.of("start", "end", "text", "sources");

    private CohereCitations() {}

    static List<Citation> decode(Json citation) {
        var citations = new ArrayList<Citation>();
        for (var source : citation.items("sources")) {
            citations.add(of(citation, source));
        }
        if (citations.isEmpty()) {
            citations.add(of(citation, null));
        }
        return citations;
    }

    private static Citation of(Json citation, @Nullable Json source) {
        var document = source == null ? null : source.object("document");
        var title = document == null ? null : document.string("title");
        var url = document == null ? null : document.string("url");
        var id = source == null ? null : source.string("id");
        Extras extras = Fields.extras(citation, CohereDialect.NAME, KNOWN);
        return new Citation(
                url,
                title == null ? id : title,
                citation.string("text"),
                citation.number("start"),
                citation.number("end"),
                extras);
    }
}
