package io.polygate.wire.responses;

import io.polygate.model.Citation;
import io.polygate.model.Extras;
import io.polygate.model.RawJson;
import io.polygate.wire.Fields;
import io.polygate.wire.Warnings;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonWriter;
import java.util.LinkedHashMap;
import java.util.Set;

/// `annotations` of a text. A `url_citation` is a citation that all dialects know; of the others (files of the
/// vendor's)
/// all fields are carried.
final class Annotations {

    private static final Set<String> URL_CITATION = Set.of("type", "url", "title", "start_index", "end_index");

    private Annotations() {}

    static Citation decode(Json annotation) {
        if (!"url_citation".equals(annotation.string("type"))) {
            var all = new LinkedHashMap<String, RawJson>();
            annotation
                    .members()
                    .forEach(m -> all.put(m.name(), new RawJson(m.value().raw())));
            var name = annotation.string("filename");
            return new Citation(null, name, null, null, null, Extras.of(ResponsesDialect.NAME, all));
        }
        return new Citation(
                annotation.string("url"),
                annotation.string("title"),
                null,
                annotation.number("start_index"),
                annotation.number("end_index"),
                Fields.extras(annotation, ResponsesDialect.NAME, URL_CITATION));
    }

    /// Whether the citation can be said here; warns where not.
    static boolean sayable(Citation citation, Warnings warnings) {
        var sayable = citation.url() != null || foreignType(citation);
        if (!sayable) {
            warnings.unsupported("citation");
        }
        return sayable;
    }

    private static boolean foreignType(Citation citation) {
        return citation.extras().of(ResponsesDialect.NAME).containsKey("type");
    }

    /// Clients demand a range: a citation without one stands at `position`, the place that it came at.
    static void encode(Citation citation, long position, JsonWriter json) {
        json.object();
        if (!foreignType(citation)) {
            var start = citation.start() == null ? position : citation.start();
            json.field("type", "url_citation").field("url", citation.url());
            json.field("title", citation.title() == null ? "" : citation.title());
            json.field("start_index", start);
            json.field("end_index", citation.end() == null ? Math.max(start, position) : citation.end());
        }
        citation.extras().of(ResponsesDialect.NAME).forEach((name, value) -> json.rawField(name, value.text()));
        json.endObject();
    }
}
