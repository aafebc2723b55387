package io.polygate.wire.bedrock;

import io.polygate.model.Citation;
import io.polygate.wire.Fields;
import io.polygate.wire.json.Json;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// `citationsContent` and the citations of a stream. Their locations are places in the source, not in the answer.
final class BedrockCitations {

    private static final Set<String> KNOWN = Set.of("title", "sourceContent");

    private BedrockCitations() {}

    static Citation decode(Json citation) {
        var quote = new StringBuilder();
        citation.items("sourceContent").forEach(content -> {
            var text = content.string("text");
            quote.append(text == null ? "" : text);
        });
        return new Citation(
                url(citation),
                citation.string("title"),
                quote.isEmpty() ? null : quote.toString(),
                null,
                null,
                Fields.extras(citation, BedrockDialect.NAME, KNOWN));
    }

    private static @Nullable String url(Json citation) {
        var location = citation.object("location");
        var web = location == null ? null : location.object("web");
        var url = web == null ? null : web.string("url");
        var source = citation.string("source");
        return url != null ? url : source != null && source.startsWith("http") ? source : null;
    }
}
