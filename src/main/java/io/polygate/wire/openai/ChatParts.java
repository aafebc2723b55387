package io.polygate.wire.openai;

import io.polygate.model.CacheControl;
import io.polygate.model.Content;
import io.polygate.model.Content.MediaKind;
import io.polygate.model.Extras;
import io.polygate.model.Part;
import io.polygate.model.RawJson;
import io.polygate.model.Source;
import io.polygate.wire.DataUrl;
import io.polygate.wire.Fields;
import io.polygate.wire.Quirks;
import io.polygate.wire.Warnings;
import io.polygate.wire.json.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The parts of a message's `content`: a string, or an array of `text`, `image_url`, `input_audio`, `file`,
/// `video_url`.
final class ChatParts {

    private static final Set<String> TEXT = Set.of("type", "text", "cache_control");
    private static final Set<String> IMAGE = Set.of("type", "image_url", "cache_control");
    private static final Set<String> AUDIO = Set.of("type", "input_audio", "cache_control");
    private static final Set<String> FILE = Set.of("type", "file", "cache_control");
    private static final Set<String> VIDEO = Set.of("type", "video_url", "cache_control");

    private ChatParts() {}

    /// A request's content; `content` may be absent. An empty string is no part.
    static List<Part> decode(Fields message, String field) {
        var content = message.get(field);
        if (content == null) {
            return List.of();
        }
        var text = content.asString();
        if (text != null) {
            return text.isEmpty() ? List.of() : List.of(Part.text(text));
        }
        if (!content.isArray()) {
            throw Fields.wrongType(message.at(field), content, "a string or an array");
        }
        var parts = new ArrayList<Part>();
        for (var item : content.items()) {
            var path = message.at(field) + "[" + parts.size() + "]";
            var plain = item.asString();
            parts.add(plain != null ? Part.text(plain) : decode(Fields.object(item, path)));
        }
        return parts;
    }

    private static Part decode(Fields part) {
        var type = part.string("type");
        return switch (type == null ? (part.get("text") == null ? "" : "text") : type) {
            case "text", "input_text", "output_text" -> part(part, Content.Text.of(part.requireString("text")), TEXT);
            case "refusal" -> part(part, new Content.Refusal(part.requireString("refusal")), Set.of("type", "refusal"));
            case "image_url" -> part(part, image(part), IMAGE);
            case "input_audio" -> part(part, audio(part.requireObject("input_audio")), AUDIO);
            case "file" -> part(part, file(part.requireObject("file")), FILE);
            case "video_url" -> part(part, video(part), VIDEO);
            case "thinking" -> Part.of(Content.Reasoning.of(ChatReasoning.thinkingText(part.json())));
            default ->
                Part.of(new Content.Opaque(
                        ChatDialect.NAME, new RawJson(part.json().raw())));
        };
    }

    private static Part part(Fields part, Content content, Set<String> known) {
        return new Part(content, null, cache(part), part.extras(ChatDialect.NAME, known));
    }

    static @Nullable CacheControl cache(Fields owner) {
        var cache = owner.object("cache_control");
        if (cache == null) {
            return null;
        }
        var type = cache.string("type");
        return new CacheControl(type == null ? "ephemeral" : type, cache.string("ttl"));
    }

    /// `image_url` is an object with `url`; some clients send the URL itself.
    private static Content image(Fields part) {
        var value = part.get("image_url");
        var url = value == null ? null : value.asString();
        if (url != null) {
            return Content.Media.image(DataUrl.source(url));
        }
        var object = part.requireObject("image_url");
        return new Content.Media(
                MediaKind.IMAGE, DataUrl.source(object.requireString("url")), null, object.string("detail"));
    }

    private static Content audio(Fields audio) {
        var format = audio.string("format");
        var data = audio.requireString("data");
        var url = DataUrl.source(data);
        var source = url instanceof Source.Base64
                ? url
                : new Source.Base64("audio/" + (format == null ? "wav" : format), DataUrl.standard(data));
        return new Content.Media(MediaKind.AUDIO, source, null, null);
    }

    private static Content video(Fields part) {
        var object = part.requireObject("video_url");
        return new Content.Media(MediaKind.VIDEO, DataUrl.source(object.requireString("url")), null, null);
    }

    private static Content file(Fields file) {
        var name = file.string("filename");
        var id = file.string("file_id");
        if (id != null) {
            return new Content.Media(MediaKind.DOCUMENT, new Source.FileId(id), name, null);
        }
        var data = file.requireString("file_data");
        var source = DataUrl.source(data);
        if (source instanceof Source.Url && !data.startsWith("http")) {
            var type = name == null ? null : DataUrl.mediaType(name);
            source = new Source.Base64(type == null ? "application/pdf" : type, DataUrl.standard(data));
        }
        return new Content.Media(MediaKind.DOCUMENT, source, name, null);
    }

    /// Writes parts as an array's items; what can't be said is warned of and left out.
    static void encode(List<Part> parts, Quirks quirks, Warnings warnings, JsonWriter json) {
        for (var part : parts) {
            if (sayable(part, quirks, warnings)) {
                encode(part, quirks, warnings, json);
            }
        }
    }

    static boolean sayable(Part part, Quirks quirks, Warnings warnings) {
        var sayable =
                switch (part.content()) {
                    case Content.Text _ -> true;
                    case Content.Refusal _ -> true;
                    case Content.Media media -> sayable(media, quirks);
                    case Content.Opaque opaque -> opaque.dialect().equals(ChatDialect.NAME);
                    case Content.Reasoning _,
                            Content.ToolCall _,
                            Content.ToolResult _,
                            Content.ServerToolCall _,
                            Content.ServerToolResult _ -> false;
                };
        if (!sayable) {
            warnings.unsupported("content." + name(part.content()));
        }
        return sayable;
    }

    static String name(Content content) {
        return switch (content) {
            case Content.Text _ -> "text";
            case Content.Refusal _ -> "refusal";
            case Content.Media media -> media.kind().name().toLowerCase(Locale.ROOT);
            case Content.Opaque _ -> "block";
            case Content.Reasoning _ -> "reasoning";
            case Content.ToolCall _ -> "tool_call";
            case Content.ToolResult _ -> "tool_result";
            case Content.ServerToolCall _ -> "server_tool_call";
            case Content.ServerToolResult _ -> "server_tool_result";
        };
    }

    private static boolean sayable(Content.Media media, Quirks quirks) {
        return switch (media.kind()) {
            case IMAGE -> !(media.source() instanceof Source.FileId) && quirks.takes("image_url");
            case AUDIO -> media.source() instanceof Source.Base64 && quirks.takes("input_audio");
            case VIDEO ->
                !(media.source() instanceof Source.FileId) && quirks.accepts().contains("video_url");
            case DOCUMENT ->
                media.source() instanceof Source.PlainText
                        || (documentUrl(quirks) && !(media.source() instanceof Source.FileId))
                        || (!(media.source() instanceof Source.Url) && quirks.takes("file"));
        };
    }

    /// Whether a document is sent by its address, which may be a `data:` URL.
    private static boolean documentUrl(Quirks quirks) {
        return quirks.accepts().contains("document_url");
    }

    private static void encode(Part part, Quirks quirks, Warnings warnings, JsonWriter json) {
        if (part.content() instanceof Content.Opaque opaque) {
            json.raw(opaque.json().text());
            return;
        }
        json.object();
        switch (part.content()) {
            case Content.Text text -> json.field("type", "text").field("text", text.text());
            case Content.Refusal refusal -> json.field("type", "refusal").field("refusal", refusal.text());
            case Content.Media media
            when media.kind() == MediaKind.DOCUMENT && documentUrl(quirks) -> documentByUrl(media, json);
            case Content.Media media -> media(media, json);
            default -> throw new IllegalStateException("no content part: " + name(part.content()));
        }
        extras(part.extras(), warnings, json);
        cache(part.cache(), quirks, warnings, json);
        json.endObject();
    }

    private static void media(Content.Media media, JsonWriter json) {
        switch (media.kind()) {
            case IMAGE -> {
                json.field("type", "image_url").name("image_url").object();
                json.field("url", url(media.source()))
                        .field("detail", media.detail())
                        .endObject();
            }
            case VIDEO -> {
                json.field("type", "video_url").name("video_url").object();
                json.field("url", url(media.source())).endObject();
            }
            case AUDIO -> {
                var audio = (Source.Base64) media.source();
                json.field("type", "input_audio").name("input_audio").object();
                json.field("data", audio.data())
                        .field("format", format(audio.mediaType()))
                        .endObject();
            }
            case DOCUMENT -> document(media, json);
        }
    }

    private static void documentByUrl(Content.Media media, JsonWriter json) {
        if (media.source() instanceof Source.PlainText text) {
            json.field("type", "text").field("text", text.text());
        } else {
            json.field("type", "document_url").field("document_url", url(media.source()));
            json.field("document_name", media.name());
        }
    }

    private static void document(Content.Media media, JsonWriter json) {
        switch (media.source()) {
            case Source.PlainText text -> json.field("type", "text").field("text", text.text());
            case Source.FileId file ->
                json.field("type", "file")
                        .name("file")
                        .object()
                        .field("file_id", file.id())
                        .endObject();
            case Source.Base64 data -> {
                var name = media.name() == null ? "document.pdf" : media.name();
                json.field("type", "file").name("file").object();
                json.field("filename", name)
                        .field("file_data", DataUrl.of(data))
                        .endObject();
            }
            case Source.Url _ -> throw new IllegalStateException("a document by URL");
        }
    }

    static String url(Source source) {
        return switch (source) {
            case Source.Base64 data -> DataUrl.of(data);
            case Source.Url url -> url.url();
            case Source.FileId file -> file.id();
            case Source.PlainText text -> text.text();
        };
    }

    private static String format(String mediaType) {
        var format = mediaType.substring(mediaType.indexOf('/') + 1);
        return switch (format) {
            case "mpeg", "mpga" -> "mp3";
            case "x-wav", "wave" -> "wav";
            default -> format;
        };
    }

    static void extras(Extras extras, Warnings warnings, JsonWriter json) {
        warnings.extras(extras, ChatDialect.NAME);
        extras.of(ChatDialect.NAME).forEach((name, value) -> json.rawField(name, value.text()));
    }

    static void cache(@Nullable CacheControl cache, Quirks quirks, Warnings warnings, JsonWriter json) {
        if (cache == null) {
            return;
        }
        if (!quirks.accepts().contains("cache_control")) {
            warnings.unsupported("cache_control");
            return;
        }
        json.name("cache_control").object().field("type", cache.type()).field("ttl", cache.ttl());
        json.endObject();
    }

    /// All parts are text without anything else to say, so that a string says it all.
    static boolean plainText(List<Part> parts, Quirks quirks) {
        for (var part : parts) {
            var marked = part.cache() != null && quirks.accepts().contains("cache_control");
            if (!(part.content() instanceof Content.Text)
                    || marked
                    || !part.extras().of(ChatDialect.NAME).isEmpty()) {
                return false;
            }
        }
        return true;
    }

    static String joinedText(List<Part> parts) {
        if (parts.size() == 1 && parts.getFirst().content() instanceof Content.Text(String text, var _)) {
            return text;
        }
        var joined = new StringBuilder();
        for (var part : parts) {
            if (part.content() instanceof Content.Text(String text, var _)) {
                joined.append(text);
            }
        }
        return joined.toString();
    }
}
