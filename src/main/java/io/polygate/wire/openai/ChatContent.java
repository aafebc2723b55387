package io.polygate.wire.openai;

import io.polygate.model.Citation;
import io.polygate.model.Content;
import io.polygate.model.Extras;
import io.polygate.model.Part;
import io.polygate.model.RawJson;
import io.polygate.model.Source;
import io.polygate.wire.DataUrl;
import io.polygate.wire.Fields;
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

    /// `audio: {id, data, expires_at, transcript}`; OpenAI doesn't say the format, which the request chose.
    static @Nullable Part audio(Json message) {
        var audio = message.object("audio");
        if (audio == null) {
            return null;
        }
        var data = audio.string("data");
        var transcript = audio.string("transcript");
        if ((data == null || data.isEmpty()) && (transcript == null || transcript.isEmpty())) {
            return null;
        }
        var source = new Source.Base64("audio/*", data == null ? "" : data);
        return new Part(
                new Content.Media(Content.MediaKind.AUDIO, source, null, null),
                null,
                null,
                Fields.extras(audio, ChatDialect.NAME, Set.of("data")));
    }

    /// Writes pictures as `images` and a sound as `audio`.
    static void encodeMedia(List<Part> media, JsonWriter json) {
        var images = media.stream()
                .filter(part -> kind(part) == Content.MediaKind.IMAGE)
                .toList();
        if (!images.isEmpty()) {
            json.name("images").array();
            for (var image : images) {
                var url = ChatParts.url(((Content.Media) image.content()).source());
                json.object().field("type", "image_url").name("image_url").object();
                json.field("url", url).endObject().endObject();
            }
            json.endArray();
        }
        for (var part : media) {
            if (kind(part) == Content.MediaKind.AUDIO
                    && ((Content.Media) part.content()).source() instanceof Source.Base64 data) {
                json.name("audio").object();
                part.extras().of(ChatDialect.NAME).forEach((name, value) -> json.rawField(name, value.text()));
                json.field("data", data.data()).endObject();
                return;
            }
        }
    }

    static Content.@Nullable MediaKind kind(Part part) {
        return part.content() instanceof Content.Media media ? media.kind() : null;
    }
}
