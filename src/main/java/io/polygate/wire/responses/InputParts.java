package io.polygate.wire.responses;

import io.polygate.model.Content;
import io.polygate.model.Content.MediaKind;
import io.polygate.model.Part;
import io.polygate.model.RawJson;
import io.polygate.model.Source;
import io.polygate.wire.DataUrl;
import io.polygate.wire.Fields;
import io.polygate.wire.Target;
import io.polygate.wire.Warnings;
import io.polygate.wire.json.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The parts that a caller sends, in a message or as a tool's output: `input_text`, `input_image`, `input_file`,
/// `input_audio`, `input_video`.
final class InputParts {

    private static final Set<String> TEXT = Set.of("type", "text", "annotations", "logprobs");
    private static final Set<String> REFUSAL = Set.of("type", "refusal");
    private static final Set<String> IMAGE = Set.of("type", "image_url", "file_id", "detail");
    private static final Set<String> FILE = Set.of("type", "file_id", "filename", "file_data", "file_url", "detail");
    private static final Set<String> AUDIO = Set.of("type", "input_audio");
    private static final Set<String> VIDEO = Set.of("type", "video_url");

    private InputParts() {}

    /// The parts of a field that is a string, an array or absent.
    static List<Part> decode(Fields owner, String field) {
        var content = owner.get(field);
        if (content == null) {
            return List.of();
        }
        var text = content.asString();
        if (text != null) {
            return List.of(Part.text(text));
        }
        if (!content.isArray()) {
            throw Fields.wrongType(owner.at(field), content, "a string or an array");
        }
        var parts = new ArrayList<Part>();
        for (var item : content.items()) {
            var path = owner.at(field) + "[" + parts.size() + "]";
            var plain = item.asString();
            parts.add(plain != null ? Part.text(plain) : decode(Fields.object(item, path)));
        }
        return parts;
    }

    private static Part decode(Fields part) {
        return switch (part.requireString("type")) {
            case "input_text", "output_text", "text" ->
                part(part, new Content.Text(part.requireString("text"), List.of()), TEXT);
            case "refusal" -> part(part, new Content.Refusal(part.requireString("refusal")), REFUSAL);
            case "input_image" -> part(part, image(part), IMAGE);
            case "input_file" -> part(part, file(part), FILE);
            case "input_audio" -> part(part, audio(part.requireObject("input_audio")), AUDIO);
            case "input_video" -> part(part, video(part), VIDEO);
            default ->
                Part.of(new Content.Opaque(
                        ResponsesDialect.NAME, new RawJson(part.json().raw())));
        };
    }

    private static Part part(Fields part, Content content, Set<String> known) {
        return Part.of(content).withExtras(part.extras(ResponsesDialect.NAME, known));
    }

    private static Content image(Fields part) {
        var id = part.string("file_id");
        if (id == null && part.string("image_url") == null) {
            throw part.missing("image_url", "a URL or a data URL, or file_id");
        }
        var source = id != null ? new Source.FileId(id) : DataUrl.source(part.requireString("image_url"));
        return new Content.Media(MediaKind.IMAGE, source, null, part.string("detail"));
    }

    private static Content file(Fields part) {
        var name = part.string("filename");
        return new Content.Media(MediaKind.DOCUMENT, fileSource(part), name, part.string("detail"));
    }

    private static Source fileSource(Fields part) {
        var id = part.string("file_id");
        if (id != null) {
            return new Source.FileId(id);
        }
        var url = part.string("file_url");
        if (url != null) {
            return new Source.Url(url, null);
        }
        var data = part.requireString("file_data");
        var source = DataUrl.source(data);
        if (source instanceof Source.Base64) {
            return source;
        }
        var name = part.string("filename");
        var type = name == null ? null : DataUrl.mediaType(name);
        return new Source.Base64(type == null ? "application/pdf" : type, DataUrl.standard(data));
    }

    private static Content audio(Fields audio) {
        var format = audio.string("format");
        var data = audio.requireString("data");
        var source = DataUrl.source(data) instanceof Source.Base64 bytes
                ? bytes
                : new Source.Base64("audio/" + (format == null ? "wav" : format), DataUrl.standard(data));
        return new Content.Media(MediaKind.AUDIO, source, null, null);
    }

    private static Content video(Fields part) {
        return new Content.Media(MediaKind.VIDEO, DataUrl.source(part.requireString("video_url")), null, null);
    }

    /// Whether a block of ours stands inside a message's content, where others are items.
    static boolean isPartType(String type) {
        return type.startsWith("input_") || type.startsWith("output_") || type.equals("computer_screenshot");
    }

    /// Writes the parts as items of an array; what can't be said is warned of and left out.
    static void encode(List<Part> parts, Target target, Warnings warnings, JsonWriter json) {
        for (var part : parts) {
            switch (part.content()) {
                case Content.Text text -> text(text.text(), part, warnings, json);
                case Content.Refusal refusal -> text(refusal.text(), part, warnings, json);
                case Content.Media media -> media(media, part, target, warnings, json);
                case Content.Opaque opaque -> {
                    if (opaque.dialect().equals(ResponsesDialect.NAME)) {
                        json.raw(opaque.json().text());
                    } else {
                        warnings.unsupported("content.block");
                    }
                }
                case Content.Reasoning _ -> warnings.unsupported("content.reasoning");
                case Content.ToolCall _ -> warnings.unsupported("content.tool_call");
                case Content.ToolResult _ -> warnings.unsupported("content.tool_result");
                case Content.ServerToolCall _ -> warnings.unsupported("content.server_tool_call");
                case Content.ServerToolResult _ -> warnings.unsupported("content.server_tool_result");
            }
        }
    }

    private static void text(String text, Part part, Warnings warnings, JsonWriter json) {
        json.object().field("type", "input_text").field("text", text);
        extras(part, warnings, json);
        json.endObject();
    }

    private static void media(Content.Media media, Part part, Target target, Warnings warnings, JsonWriter json) {
        var type = "input_" + (media.kind() == MediaKind.DOCUMENT ? "file" : name(media.kind()));
        if (!sayable(media, type, target)) {
            warnings.unsupported("content." + name(media.kind()));
            return;
        }
        if (media.source() instanceof Source.PlainText(String text)) {
            text(text, part, warnings, json);
            return;
        }
        json.object().field("type", type);
        switch (media.kind()) {
            case IMAGE -> image(media, json);
            case DOCUMENT -> file(media, json);
            case AUDIO -> audio(media.source(), json);
            case VIDEO -> json.field("video_url", url(media.source()));
        }
        extras(part, warnings, json);
        json.endObject();
    }

    private static boolean sayable(Content.Media media, String type, Target target) {
        var quirks = target.quirks();
        return switch (media.kind()) {
            case IMAGE -> !(media.source() instanceof Source.PlainText) && quirks.takes(type);
            case DOCUMENT -> media.source() instanceof Source.PlainText || quirks.takes(type);
            case AUDIO -> media.source() instanceof Source.Base64 && quirks.takes(type);
            case VIDEO -> url(media.source()) != null && quirks.accepts().contains(type);
        };
    }

    private static void image(Content.Media media, JsonWriter json) {
        if (media.source() instanceof Source.FileId(String id)) {
            json.field("file_id", id);
        }
        json.field("image_url", url(media.source())).field("detail", media.detail());
    }

    private static void file(Content.Media media, JsonWriter json) {
        json.field("filename", media.name());
        switch (media.source()) {
            case Source.FileId(String id) -> json.field("file_id", id);
            case Source.Url(String url, var _) -> json.field("file_url", url);
            case Source.Base64 bytes -> {
                if (media.name() == null) {
                    json.field("filename", "document." + extension(bytes.mediaType()));
                }
                json.field("file_data", DataUrl.of(bytes));
            }
            case Source.PlainText _ -> {}
        }
        json.field("detail", media.detail());
    }

    private static String extension(String mediaType) {
        return switch (mediaType) {
            case "text/plain" -> "txt";
            case "text/markdown" -> "md";
            case "text/html" -> "html";
            case "text/csv" -> "csv";
            case "application/json" -> "json";
            default -> "pdf";
        };
    }

    private static void audio(Source source, JsonWriter json) {
        if (source instanceof Source.Base64(String type, String data)) {
            var format = type.substring(type.indexOf('/') + 1);
            json.name("input_audio").object().field("data", data);
            json.field("format", format.equals("mpeg") ? "mp3" : format).endObject();
        }
    }

    private static @Nullable String url(Source source) {
        return switch (source) {
            case Source.Url(String url, var _) -> url;
            case Source.Base64 bytes -> DataUrl.of(bytes);
            case Source.FileId _, Source.PlainText _ -> null;
        };
    }

    static String name(MediaKind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private static void extras(Part part, Warnings warnings, JsonWriter json) {
        if (part.cache() != null) {
            warnings.unsupported("cache_control");
        }
        warnings.extras(part.extras(), ResponsesDialect.NAME);
        part.extras().of(ResponsesDialect.NAME).forEach((name, value) -> json.rawField(name, value.text()));
    }
}
