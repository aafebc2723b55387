package io.polygate.wire.responses;

import io.polygate.model.Content;
import io.polygate.model.Extras;
import io.polygate.model.Part;
import io.polygate.model.RawJson;
import io.polygate.wire.ToolArguments;
import io.polygate.wire.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a model produced, item by item, whether it is an answer or comes back in a request: messages, reasoning, calls.
/// Any other item is the vendor's own tool or state and is kept as it was written.
final class AssistantItems {

    private static final Set<String> REASONING =
            Set.of("type", "id", "summary", "content", "encrypted_content", "status");
    private static final Set<String> FUNCTION_CALL = Set.of("type", "call_id", "name", "arguments", "status");
    private static final Set<String> CUSTOM_CALL = Set.of("type", "call_id", "name", "input", "status");
    private static final Set<String> TEXT = Set.of("type", "text", "annotations", "logprobs");
    private static final Set<String> REFUSAL = Set.of("type", "refusal");

    private AssistantItems() {}

    static String type(Json item) {
        var type = item.string("type");
        return type != null ? type : item.string("role") == null ? "" : "message";
    }

    static List<Part> decode(Json item) {
        return switch (type(item)) {
            case "message" -> message(item);
            case "reasoning" -> List.of(reasoning(item));
            case "function_call" -> List.of(call(item, ToolArguments.asText(item.get("arguments"))));
            case "custom_tool_call" -> List.of(call(item, ToolArguments.asText(item.get("input"))));
            default -> List.of(opaque(item));
        };
    }

    static Part opaque(Json item) {
        return Part.of(new Content.Opaque(ResponsesDialect.NAME, new RawJson(item.raw())));
    }

    private static List<Part> message(Json item) {
        var content = item.get("content");
        var parts = new ArrayList<Part>();
        if (content == null) {
            return parts;
        }
        var text = content.asString();
        if (text != null) {
            parts.add(Part.text(text).withExtras(Extras.of(ResponsesDialect.NAME, ItemExtras.ofMessage(item))));
        }
        content.items().forEach(part -> parts.add(textPart(item, part)));
        return parts;
    }

    /// A part of a message's content: text, a refusal, or what only the vendor knows.
    static Part textPart(Json message, Json part) {
        var fields = ItemExtras.ofMessage(message);
        return switch (String.valueOf(part.string("type"))) {
            case "output_text", "input_text", "text" -> {
                var citations = part.items("annotations").stream()
                        .map(Annotations::decode)
                        .toList();
                yield Part.of(new Content.Text(text(part, "text"), citations))
                        .withExtras(ItemExtras.merged(fields, ItemExtras.of(part, TEXT)));
            }
            case "refusal" ->
                Part.of(new Content.Refusal(text(part, "refusal")))
                        .withExtras(ItemExtras.merged(fields, ItemExtras.of(part, REFUSAL)));
            default -> opaque(part).withExtras(Extras.of(ResponsesDialect.NAME, fields));
        };
    }

    private static String text(Json json, String name) {
        var text = json.string(name);
        return text == null ? "" : text;
    }

    /// Empty passages say nothing and are left out.
    private static Part reasoning(Json item) {
        var passages = new ArrayList<Content.Passage>();
        passages(item, "summary", true, passages);
        passages(item, "content", false, passages);
        return reasoning(item, passages).withSeal(ForeignSeals.decode(item.string("encrypted_content")));
    }

    /// The reasoning without its seal, which a stream knows only at the end.
    static Part reasoning(Json item, List<Content.Passage> passages) {
        return Part.of(new Content.Reasoning(item.string("id"), passages))
                .withExtras(Extras.of(ResponsesDialect.NAME, ItemExtras.of(item, REASONING)));
    }

    private static void passages(Json item, String field, boolean summary, List<Content.Passage> passages) {
        var whole = item.string(field);
        if (whole != null && !whole.isEmpty()) {
            passages.add(new Content.Passage(summary, whole));
        }
        for (var piece : item.items(field)) {
            var text = text(piece, "text");
            if (!text.isEmpty()) {
                passages.add(new Content.Passage(summary, text));
            }
        }
    }

    /// A call with its arguments as far as they are known.
    static Part call(Json item, String arguments) {
        var custom = type(item).equals("custom_tool_call");
        return Part.of(new Content.ToolCall(callId(item), text(item, "name"), arguments, custom))
                .withExtras(
                        Extras.of(ResponsesDialect.NAME, ItemExtras.of(item, custom ? CUSTOM_CALL : FUNCTION_CALL)));
    }

    /// `call_id` links a call to its result; a vendor that has only one id has it as `id`.
    private static String callId(Json item) {
        var id = nonEmpty(item.string("call_id"));
        var own = nonEmpty(item.string("id"));
        return id != null ? id : own != null ? own : "";
    }

    private static @Nullable String nonEmpty(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }
}
