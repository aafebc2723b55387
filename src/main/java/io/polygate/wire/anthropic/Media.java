package io.polygate.wire.anthropic;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.polygate.model.Content;
import io.polygate.model.Content.MediaKind;
import io.polygate.model.Extras;
import io.polygate.model.Part;
import io.polygate.model.RawJson;
import io.polygate.model.Source;
import io.polygate.wire.DataUrl;
import io.polygate.wire.Fields;
import io.polygate.wire.Warnings;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonWriter;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The blocks `image`, `document` and `search_result`, and their sources.
///
/// A document made of blocks and a search result are plain text to other dialects; what they were stays beside it in
/// the extras `source` and `search_result` and is written again as it was.
final class Media {

    private static final Set<String> IMAGE = Set.of("type", "source", "cache_control");
    private static final Set<String> DOCUMENT = Set.of("type", "source", "title", "cache_control");

    private Media() {}

    /// The part that an image or a document is, or null where its source is of no kind that we know.
    static @Nullable Part decode(Json block, boolean image) {
        var json = block.object("source");
        var source = json == null ? null : source(json);
        if (json == null || source == null) {
            return null;
        }
        var extras = Fields.extras(block, AnthropicDialect.NAME, image ? IMAGE : DOCUMENT);
        if ("content".equals(json.string("type"))) {
            var all = new LinkedHashMap<>(extras.fields());
            all.put("source", new RawJson(json.raw()));
            extras = Extras.of(AnthropicDialect.NAME, all);
        }
        var kind = image ? MediaKind.IMAGE : MediaKind.DOCUMENT;
        return new Part(
                new Content.Media(kind, source, image ? null : block.string("title"), null),
                null,
                CacheMarks.decode(block),
                extras);
    }

    private static @Nullable Source source(Json source) {
        var type = source.string("type");
        var data = source.string("data");
        var mediaType = source.string("media_type");
        return switch (type == null ? "" : type) {
            case "base64" ->
                data == null
                        ? null
                        : new Source.Base64(
                                mediaType == null ? "application/octet-stream" : mediaType, DataUrl.standard(data));
            case "text" -> data == null ? null : new Source.PlainText(data);
            case "content" -> new Source.PlainText(text(source.get("content")));
            case "url" -> source.string("url") == null ? null : new Source.Url(source.string("url"), null);
            case "file" -> source.string("file_id") == null ? null : new Source.FileId(source.string("file_id"));
            default -> null;
        };
    }

    static Part searchResult(Json block) {
        var all = Map.of("search_result", new RawJson(block.raw()));
        var text = new Source.PlainText(text(block.get("content")));
        return new Part(
                new Content.Media(MediaKind.DOCUMENT, text, block.string("title"), null),
                null,
                CacheMarks.decode(block),
                Extras.of(AnthropicDialect.NAME, all));
    }

    /// The text of a string or of text blocks.
    private static String text(@Nullable Json content) {
        if (content == null) {
            return "";
        }
        var whole = content.asString();
        if (whole != null) {
            return whole;
        }
        var joined = new StringBuilder();
        for (var block : content.items()) {
            var text = block.string("text");
            joined.append(text == null ? "" : text);
        }
        return joined.toString();
    }

    /// Whether Anthropic takes the media; what it doesn't is warned of.
    static boolean sayable(Content.Media media, Warnings warnings) {
        var field = "content." + media.kind().name().toLowerCase(Locale.ROOT);
        var sayable =
                switch (media.kind()) {
                    case IMAGE -> !(media.source() instanceof Source.PlainText);
                    case DOCUMENT -> true;
                    case AUDIO, VIDEO -> false;
                };
        if (!sayable) {
            warnings.unsupported(field);
        }
        if (media.detail() != null) {
            warnings.unsupported(field + ".detail");
        }
        return sayable;
    }

    static void encode(Part part, Content.Media media, Warnings warnings, JsonWriter json) {
        var extras = part.extras().of(AnthropicDialect.NAME);
        var searchResult = extras.get("search_result");
        if (searchResult != null) {
            json.raw(searchResult.text());
            return;
        }
        var image = media.kind() == MediaKind.IMAGE;
        json.object().field("type", image ? "image" : "document");
        var source = extras.get("source");
        json.name("source");
        if (source == null) {
            encode(media.source(), json);
        } else {
            json.raw(source.text());
        }
        json.field("title", image ? null : media.name());
        warnings.extras(part.extras(), AnthropicDialect.NAME);
        extras.forEach((name, value) -> {
            if (!name.equals("source")) {
                json.rawField(name, value.text());
            }
        });
        CacheMarks.encode(part.cache(), json);
        json.endObject();
    }

    private static void encode(Source source, JsonWriter json) {
        json.object();
        switch (source) {
            case Source.Base64 data
            when textual(data.mediaType()) ->
                json.field("type", "text").field("media_type", "text/plain").field("data", decoded(data.data()));
            case Source.Base64 data ->
                json.field("type", "base64")
                        .field("media_type", mediaType(data.mediaType()))
                        .field("data", DataUrl.standard(data.data()));
            case Source.Url url -> json.field("type", "url").field("url", url.url());
            case Source.FileId file -> json.field("type", "file").field("file_id", file.id());
            case Source.PlainText text ->
                json.field("type", "text").field("media_type", "text/plain").field("data", text.text());
        }
        json.endObject();
    }

    /// Text files are no base64 documents to Anthropic, which takes only PDFs so.
    private static boolean textual(String mediaType) {
        return mediaType.startsWith("text/") || mediaType.equals("application/json");
    }

    private static String decoded(String base64) {
        try {
            return new String(Base64.getMimeDecoder().decode(DataUrl.standard(base64)), UTF_8);
        } catch (IllegalArgumentException e) {
            return base64;
        }
    }

    private static String mediaType(String mediaType) {
        return mediaType.equals("image/jpg") ? "image/jpeg" : mediaType;
    }
}
