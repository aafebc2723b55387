package io.polygate.wire.gemini;

import io.polygate.model.Content;
import io.polygate.model.Content.MediaKind;
import io.polygate.model.Part;
import io.polygate.model.RawJson;
import io.polygate.model.Source;
import io.polygate.wire.DataUrl;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads parts that are the same in requests and answers; calls and their results depend on their place.
final class GeminiParts {

    private static final Set<String> TEXT = Set.of("text", "thought", "thoughtSignature");
    private static final Set<String> MEDIA = Set.of("inlineData", "fileData", "thoughtSignature");

    private GeminiParts() {}

    /// The part's signature, whatever it signs.
    static @Nullable String signature(ProtoFields part) {
        return part.string("thoughtSignature");
    }

    /// A part that is neither a function's call nor its result. `ids` are for tools of Google's without one.
    static Part decode(ProtoFields part, MadeIds ids) {
        if (part.has("text")) {
            var text = part.requireString("text");
            var thought = Boolean.TRUE.equals(part.bool("thought"));
            var content = thought ? thought(text) : Content.Text.of(text);
            return part(part, content, TEXT);
        }
        if (part.has("inlineData") || part.has("fileData")) {
            return part(part, media(part), MEDIA);
        }
        var tool = serverTool(part, ids);
        if (tool != null) {
            return tool;
        }
        var seal = GeminiSeals.decode(signature(part));
        if (seal != null && onlySignature(part)) {
            return Part.text("").withSeal(seal);
        }
        return Part.of(
                new Content.Opaque(GeminiDialect.NAME, new RawJson(part.json().raw())));
    }

    /// A part of a signature alone, perhaps that of a thought.
    private static boolean onlySignature(ProtoFields part) {
        return part.json().members().stream()
                .allMatch(member -> ProtoFields.camel(member.name()).equals("thoughtSignature"));
    }

    private static Part part(ProtoFields part, Content content, Set<String> known) {
        return new Part(content, GeminiSeals.decode(signature(part)), null, part.extras(known));
    }

    /// Thoughts are the model's own summary of what it thought.
    static Content thought(String text) {
        return new Content.Reasoning(null, text.isEmpty() ? List.of() : List.of(new Content.Passage(true, text)));
    }

    static Content.Media media(ProtoFields part) {
        var inline = part.object("inlineData");
        if (inline != null) {
            var type = inline.string("mimeType");
            var mediaType = type == null ? "application/octet-stream" : type;
            var data = DataUrl.standard(inline.requireString("data"));
            return new Content.Media(
                    kind(mediaType), new Source.Base64(mediaType, data), inline.string("displayName"), null);
        }
        var file = part.object("fileData");
        if (file == null) {
            throw part.missing("inlineData", "an object");
        }
        var uri = file.requireString("fileUri");
        var type = file.string("mimeType");
        var known = type == null ? DataUrl.mediaType(uri) : type;
        return new Content.Media(
                kind(known == null ? "" : known), new Source.Url(uri, type), file.string("displayName"), null);
    }

    private static MediaKind kind(String mediaType) {
        var family = mediaType.toLowerCase(Locale.ROOT).split("/", 2)[0];
        return switch (family) {
            case "image" -> MediaKind.IMAGE;
            case "audio" -> MediaKind.AUDIO;
            case "video" -> MediaKind.VIDEO;
            default -> MediaKind.DOCUMENT;
        };
    }

    /// What Google's own tools were asked and answered, or null where the part is something else. The whole object is
    /// kept as written: who writes it again for Google knows it by its members.
    private static @Nullable Part serverTool(ProtoFields part, MadeIds ids) {
        for (var kind : ServerParts.values()) {
            var object = part.object(kind.field());
            if (object != null) {
                var given = object.string("id");
                var id = given == null ? ids.ofServer(kind) : given;
                var content = kind.content(id, object.json());
                return part(part, content, Set.of(kind.field(), "thoughtSignature"));
            }
        }
        return null;
    }

    /// Whether the part holds nothing: an empty text that nobody signed.
    static boolean isEmpty(Part part) {
        return part.seal() == null
                && part.extras().isEmpty()
                && switch (part.content()) {
                    case Content.Text text ->
                        text.text().isEmpty() && text.citations().isEmpty();
                    case Content.Reasoning reasoning -> reasoning.passages().isEmpty();
                    default -> false;
                };
    }

    /// Thoughts that follow each other are passages of one reasoning, up to the one that is signed.
    static List<Part> joinThoughts(List<Part> parts) {
        var joined = new ArrayList<Part>(parts.size());
        for (var part : parts) {
            var last = joined.isEmpty() ? null : joined.getLast();
            if (last != null
                    && last.content() instanceof Content.Reasoning before
                    && part.content() instanceof Content.Reasoning after
                    && last.seal() == null
                    && last.extras().isEmpty()) {
                var passages = new ArrayList<>(before.passages());
                passages.addAll(after.passages());
                joined.set(joined.size() - 1, part.withContent(new Content.Reasoning(null, passages)));
            } else {
                joined.add(part);
            }
        }
        return joined;
    }

    static void extras(Map<String, RawJson> extras, JsonWriter json) {
        extras.forEach((name, value) -> json.rawField(name, value.text()));
    }

    /// Whether a JSON object has no members.
    static boolean isEmpty(@Nullable Json object) {
        return object == null || object.members().isEmpty();
    }
}
