package io.polygate.wire.openai;

import io.polygate.model.Content;
import io.polygate.model.Extras;
import io.polygate.model.Part;
import io.polygate.model.Seal;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reasoning in a message, in each of the fields that vendors use for it, and OpenRouter's `reasoning_details`:
/// `[{type: reasoning.text, text, signature} | {type: reasoning.summary, summary} | {type: reasoning.encrypted, data}]`
/// with `format` and `index`, which is the only form that carries a seal.
final class ReasoningDetails {

    private static final String SUMMARY = "reasoning.summary";
    private static final String ENCRYPTED = "reasoning.encrypted";

    private ReasoningDetails() {}

    /// The plain reasoning of a message or delta, or null.
    static @Nullable String text(Json message) {
        var text = message.string("reasoning_content");
        if (text == null || text.isEmpty()) {
            var other = message.string("reasoning");
            text = other == null ? text : other;
        }
        return text;
    }

    /// All reasoning of a message; details hold the same text as the plain field, so they win where they say more.
    static List<Part> decode(Json message) {
        var text = text(message);
        var details = message.items("reasoning_details");
        if (details.isEmpty()) {
            return text == null || text.isEmpty() ? List.of() : List.of(Part.of(Content.Reasoning.of(text)));
        }
        var parts = new ArrayList<Part>();
        for (var detail : details) {
            parts.addAll(decodeDetail(detail));
        }
        var told = parts.stream().anyMatch(part -> !text(part).isEmpty());
        if (!told && text != null && !text.isEmpty()) {
            parts.addFirst(Part.of(Content.Reasoning.of(text)));
        }
        return parts;
    }

    private static String text(Part part) {
        return part.content() instanceof Content.Reasoning reasoning ? reasoning.text() : "";
    }

    private static List<Part> decodeDetail(Json detail) {
        var summary = SUMMARY.equals(detail.string("type"));
        var text = detailText(detail);
        var seal = seal(detail);
        if (text.isEmpty() && seal == null) {
            return List.of();
        }
        var passages = text.isEmpty() ? List.<Content.Passage>of() : List.of(new Content.Passage(summary, text));
        return List.of(new Part(new Content.Reasoning(detail.string("id"), passages), seal, null, Extras.NONE));
    }

    static String detailText(Json detail) {
        var text = detail.string(SUMMARY.equals(detail.string("type")) ? "summary" : "text");
        return text == null ? "" : text;
    }

    /// The seal of a detail, or null. Its origin is the dialect whose format it names.
    static @Nullable Seal seal(Json detail) {
        var origin = origin(detail.string("format"));
        var signature = detail.string("signature");
        if (signature != null && !signature.isEmpty()) {
            return new Seal(Seal.Kind.SIGNATURE, origin, signature);
        }
        var data = detail.string("data");
        return data == null || data.isEmpty() ? null : new Seal(kind(origin), origin, data);
    }

    private static Seal.Kind kind(String origin) {
        return origin.equals("anthropic") ? Seal.Kind.REDACTED : Seal.Kind.ENCRYPTED;
    }

    private static final Map<String, String> FORMATS = Map.of(
            "anthropic", "anthropic-claude-v1",
            "gemini", "google-gemini-v1",
            "responses", "openai-responses-v1");

    private static String origin(@Nullable String format) {
        var name = format == null ? "" : format;
        return name.startsWith("anthropic")
                ? "anthropic"
                : name.startsWith("google")
                        ? "gemini"
                        : name.startsWith("openai-responses") ? "responses" : ChatDialect.NAME + "/" + name;
    }

    private static String format(String origin) {
        var slash = ChatDialect.NAME + "/";
        return origin.startsWith(slash) ? origin.substring(slash.length()) : FORMATS.getOrDefault(origin, origin);
    }

    /// Writes one detail of a whole part, or (with empty text) the seal that ends a streamed one.
    static void encode(String text, @Nullable String id, @Nullable Seal seal, int index, JsonWriter json) {
        json.object();
        if (seal != null && seal.kind() != Seal.Kind.SIGNATURE) {
            json.field("type", ENCRYPTED).field("data", seal.value());
        } else {
            json.field("type", "reasoning.text").field("text", text);
            json.field("signature", seal == null ? null : seal.value());
        }
        json.field("id", id);
        json.field("format", seal == null ? null : format(seal.origin())).field("index", index);
        json.endObject();
    }

    /// Writes `reasoning_details` where a part of the message has a seal, or nothing.
    static void encode(List<Part> reasoning, boolean always, JsonWriter json) {
        if (reasoning.isEmpty() || !(always || reasoning.stream().anyMatch(part -> part.seal() != null))) {
            return;
        }
        json.name("reasoning_details").array();
        var index = 0;
        for (var part : reasoning) {
            var content = (Content.Reasoning) part.content();
            var seal = part.seal();
            if (seal != null
                    && seal.kind() != Seal.Kind.SIGNATURE
                    && !content.text().isEmpty()) {
                encode(content.text(), content.id(), null, index++, json);
            }
            encode(content.text(), content.id(), seal, index++, json);
        }
        json.endArray();
    }
}
