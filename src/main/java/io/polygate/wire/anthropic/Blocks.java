package io.polygate.wire.anthropic;

import io.polygate.model.Content;
import io.polygate.model.Extras;
import io.polygate.model.Part;
import io.polygate.model.RawJson;
import io.polygate.model.Seal.Kind;
import io.polygate.wire.Fields;
import io.polygate.wire.ToolArguments;
import io.polygate.wire.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Content blocks as parts. Whatever shape arrives is taken; [#check] says what a request's block must have.
final class Blocks {

    private static final String RESULT = "_tool_result";

    private static final Set<String> TEXT = Set.of("type", "text", "citations", "cache_control");
    private static final Set<String> THINKING = Set.of("type", "thinking", "signature", "cache_control");
    private static final Set<String> REDACTED = Set.of("type", "data", "cache_control");
    private static final Set<String> TOOL_USE = Set.of("type", "id", "name", "input", "cache_control");
    private static final Set<String> TOOL_RESULT =
            Set.of("type", "tool_use_id", "content", "is_error", "cache_control");

    private Blocks() {}

    /// Refuses a request's block that lacks what makes it one.
    static void check(Fields block) {
        switch (block.requireString("type")) {
            case "text" -> block.requireString("text");
            case "image", "document" -> block.requireObject("source").requireString("type");
            case "thinking" -> block.requireString("thinking");
            case "redacted_thinking" -> block.requireString("data");
            case "tool_use" -> {
                block.requireString("id");
                block.requireString("name");
                block.requireObject("input");
            }
            case "tool_result" -> {
                block.requireString("tool_use_id");
                var content = block.get("content");
                if (content != null && !content.isString()) {
                    block.objects("content").forEach(Blocks::check);
                }
            }
            default -> {}
        }
        block.object("cache_control");
    }

    /// The parts of a `content` that is a string, an array of blocks, or absent.
    static List<Part> decodeAll(@Nullable Json content) {
        if (content == null) {
            return List.of();
        }
        var text = content.asString();
        if (text != null) {
            return text.isEmpty() ? List.of() : List.of(Part.text(text));
        }
        var parts = new ArrayList<Part>();
        for (var block : content.items()) {
            parts.add(decode(block));
        }
        return parts;
    }

    static Part decode(Json block) {
        var type = orEmpty(block.string("type"));
        return switch (type) {
            case "text" ->
                part(
                        block,
                        new Content.Text(orEmpty(block.string("text")), Citations.decode(block.items("citations"))),
                        TEXT);
            case "thinking" -> thinking(block);
            case "redacted_thinking" -> redacted(block);
            case "tool_use" -> part(block, call(block), TOOL_USE);
            case "tool_result" -> part(block, result(block), TOOL_RESULT);
            case "server_tool_use", "mcp_tool_use" -> part(block, serverCall(block), TOOL_USE);
            case "image", "document" -> {
                var media = Media.decode(block, type.equals("image"));
                yield media == null ? opaque(block) : media;
            }
            case "search_result" -> Media.searchResult(block);
            default -> type.endsWith(RESULT) ? part(block, serverResult(block, type), TOOL_RESULT) : opaque(block);
        };
    }

    private static Part part(Json block, Content content, Set<String> known) {
        return new Part(content, null, CacheMarks.decode(block), extras(block, known));
    }

    /// Fields that say nothing are none: newer answers are full of them.
    private static Extras extras(Json block, Set<String> known) {
        var extras = Fields.extras(block, AnthropicDialect.NAME, known);
        return extras.fields().values().stream().anyMatch(v -> v.text().equals("null")) ? withoutNulls(extras) : extras;
    }

    static Extras withoutNulls(Extras extras) {
        var said = new LinkedHashMap<>(extras.fields());
        said.values().removeIf(value -> value.text().equals("null"));
        return Extras.of(AnthropicDialect.NAME, said);
    }

    /// Thinking that isn't shown has a signature and no text.
    private static Part thinking(Json block) {
        var text = orEmpty(block.string("thinking"));
        var passages = text.isEmpty() ? List.<Content.Passage>of() : List.of(new Content.Passage(false, text));
        var carried = Seals.read(block.string("signature"), Kind.SIGNATURE);
        return part(block, new Content.Reasoning(carried == null ? null : carried.id(), passages), THINKING)
                .withSeal(carried == null ? null : carried.seal());
    }

    private static Part redacted(Json block) {
        var carried = Seals.read(block.string("data"), Kind.REDACTED);
        return part(block, new Content.Reasoning(carried == null ? null : carried.id(), List.of()), REDACTED)
                .withSeal(carried == null ? null : carried.seal());
    }

    private static Content call(Json block) {
        return Content.ToolCall.of(
                orEmpty(block.string("id")), orEmpty(block.string("name")), ToolArguments.asText(block.get("input")));
    }

    private static Content result(Json block) {
        return new Content.ToolResult(
                orEmpty(block.string("tool_use_id")), null, decodeAll(block.get("content")), block.isTrue("is_error"));
    }

    private static Content serverCall(Json block) {
        var input = block.raw("input");
        return new Content.ServerToolCall(
                orEmpty(block.string("id")), orEmpty(block.string("name")), new RawJson(input == null ? "{}" : input));
    }

    private static Content serverResult(Json block, String type) {
        var content = block.get("content");
        var failure = block.object("content");
        var kind = failure == null ? null : failure.string("type");
        return new Content.ServerToolResult(
                orEmpty(block.string("tool_use_id")),
                type.substring(0, type.length() - RESULT.length()),
                new RawJson(content == null ? "[]" : content.raw()),
                block.isTrue("is_error") || (kind != null && kind.endsWith("_error")));
    }

    private static Part opaque(Json block) {
        return Part.of(new Content.Opaque(AnthropicDialect.NAME, new RawJson(block.raw())));
    }

    static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
