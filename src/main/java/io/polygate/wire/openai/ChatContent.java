package io.polygate.wire.openai;

import io.polygate.model.Citation;
import io.polygate.model.Content;
import io.polygate.model.Extras;
import io.polygate.model.Part;
import io.polygate.model.RawJson;
import io.polygate.wire.DataUrl;
import io.polygate.wire.Fields;
import io.polygate.wire.Warnings;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What an answer's message or delta holds beside text and calls: sources, pictures, sound; and content that is no
/// string (Mistral's array with thoughts, Cloudflare's JSON object).
final class ChatContent {

    private static final Set<String> CITATION = Set.of("url", "title", "start_index", "end_index");

    private ChatContent() {}

    /// Takes the pieces of `content` as they come.
    interface Sink {

        void text(String text);

        void reasoning(String text);

        void whole(Part part);
    }

    static void decode(@Nullable Json content, Sink sink) {
        if (content == null) {
            return;
        }
        var text = content.asString();
        if (text != null) {
            if (!text.isEmpty()) {
                sink.text(text);
            }
        } else if (content.isArray()) {
            content.items().forEach(item -> decodeItem(item, sink));
        } else {
            sink.text(content.raw());
        }
    }

    private static void decodeItem(Json item, Sink sink) {
        var type = item.string("type");
        var text = item.isString() ? item.asString() : item.string("text");
        if ("thinking".equals(type)) {
            var thinking = ChatReasoning.thinkingText(item);
            if (!thinking.isEmpty()) {
                sink.reasoning(thinking);
            }
        } else if ("reasoning".equals(type)) {
            item.items("summary").forEach(summary -> {
                var piece = summary.string("text");
                if (piece != null && !piece.isEmpty()) {
                    sink.reasoning(piece);
                }
            });
        } else if (text != null && (type == null || type.equals("text") || type.equals("output_text"))) {
            if (!text.isEmpty()) {
                sink.text(text);
            }
        } else if ("image_url".equals(type)) {
            images(List.of(item)).forEach(sink::whole);
        } else {
            sink.whole(Part.of(new Content.Opaque(ChatDialect.NAME, new RawJson(item.raw()))));
        }
    }

    /// `annotations` of type `url_citation`; other types become a citation that is all extras.
    static List<Citation> citations(Json message) {
        var citations = new ArrayList<Citation>();
        for (var annotation : message.items("annotations")) {
            var source = annotation.object("url_citation");
            source = source == null ? annotation : source;
            citations.add(new Citation(
                    source.string("url"),
                    source.string("title"),
                    null,
                    source.number("start_index"),
                    source.number("end_index"),
                    extras(annotation, source)));
        }
        return citations;
    }

    private static Extras extras(Json annotation, Json source) {
        return source == annotation
                ? Fields.extras(annotation, ChatDialect.NAME, Set.of())
                : Fields.extras(source, ChatDialect.NAME, CITATION);
    }

    static void encode(List<Citation> citations, JsonWriter json) {
        json.name("annotations").array();
        for (var citation : citations) {
            json.object().field("type", "url_citation").name("url_citation").object();
            json.field("start_index", citation.start() == null ? Long.valueOf(0) : citation.start());
            json.field("end_index", citation.end() == null ? Long.valueOf(0) : citation.end());
            json.field("url", citation.url() == null ? "" : citation.url());
            json.field("title", citation.title() == null ? "" : citation.title());
            json.endObject().endObject();
        }
        json.endArray();
    }

    /// `images: [{type: image_url, image_url: {url}}]`, as OpenRouter has them.
    static List<Part> images(List<Json> images) {
        var parts = new ArrayList<Part>();
        for (var image : images) {
            var object = image.object("image_url");
            var url = object == null ? image.string("image_url") : object.string("url");
            if (url != null) {
                parts.add(Part.of(Content.Media.image(DataUrl.source(url))));
            }
        }
        return parts;
    }

    /// Writes pictures as `images` and a sound as `audio`; other media can't be said.
    static void encodeMedia(List<Part> media, String answerId, Warnings warnings, JsonWriter json) {
        images(media, json);
        ChatAudio.encode(media.stream().filter(ChatAudio::is).toList(), answerId, warnings, json);
        for (var part : media) {
            if (!isImage(part) && !ChatAudio.is(part)) {
                warnings.unsupported("content." + ChatParts.name(part.content()));
            }
        }
    }

    private static void images(List<Part> media, JsonWriter json) {
        if (media.stream().noneMatch(ChatContent::isImage)) {
            return;
        }
        json.name("images").array();
        for (var part : media) {
            if (part.content() instanceof Content.Media image && image.kind() == Content.MediaKind.IMAGE) {
                json.object().field("type", "image_url").name("image_url").object();
                json.field("url", ChatParts.url(image.source())).endObject().endObject();
            }
        }
        json.endArray();
    }

    private static boolean isImage(Part part) {
        return part.content() instanceof Content.Media media && media.kind() == Content.MediaKind.IMAGE;
    }
}
