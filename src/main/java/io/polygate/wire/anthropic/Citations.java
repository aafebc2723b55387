package io.polygate.wire.anthropic;

import io.polygate.model.Citation;
import io.polygate.wire.Fields;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The `citations` of a text: places in documents, search results and the web, each kind with names of its own.
///
/// Their offsets are places in the source, not in the text that cites, and stay with the other particulars as extras.
final class Citations {

    private static final Set<String> KNOWN = Set.of("cited_text", "url", "source", "title", "document_title");

    private Citations() {}

    static List<Citation> decode(List<Json> citations) {
        var decoded = new ArrayList<Citation>();
        for (var citation : citations) {
            if (citation.isObject()) {
                decoded.add(decode(citation));
            }
        }
        return decoded;
    }

    static Citation decode(Json citation) {
        var url = citation.string("url");
        var title = citation.string("title");
        return new Citation(
                url == null ? citation.string("source") : url,
                title == null ? citation.string("document_title") : title,
                citation.string("cited_text"),
                null,
                null,
                Fields.extras(citation, AnthropicDialect.NAME, KNOWN));
    }

    /// A citation of another dialect becomes one of the web.
    static void encode(Citation citation, JsonWriter json) {
        var extras = citation.extras().of(AnthropicDialect.NAME);
        var type = extras.get("type");
        var kind = type == null ? "web_search_result_location" : type.text().replace("\"", "");
        json.object().field("type", kind);
        json.field("cited_text", citation.quote() == null ? "" : citation.quote());
        switch (kind) {
            case "web_search_result_location" -> {
                json.field("url", citation.url() == null ? "" : citation.url());
                nullable(json, "title", citation.title());
                if (!extras.containsKey("encrypted_index")) {
                    json.field("encrypted_index", "");
                }
            }
            case "search_result_location" -> {
                json.field("source", citation.url() == null ? "" : citation.url());
                nullable(json, "title", citation.title());
            }
            default -> {
                json.field("url", citation.url());
                nullable(json, "document_title", citation.title());
            }
        }
        extras.forEach((name, value) -> {
            if (!name.equals("type")) {
                json.rawField(name, value.text());
            }
        });
        json.endObject();
    }

    private static void nullable(JsonWriter json, String name, @Nullable String value) {
        json.rawField(name, value == null ? "null" : JsonWriter.quote(value));
    }
}
