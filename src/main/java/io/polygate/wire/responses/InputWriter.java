package io.polygate.wire.responses;

import io.polygate.model.ChatRequest;
import io.polygate.model.Content;
import io.polygate.model.Message;
import io.polygate.model.Part;
import io.polygate.model.Role;
import io.polygate.wire.CallIds;
import io.polygate.wire.Quirks;
import io.polygate.wire.Target;
import io.polygate.wire.Warnings;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonWriter;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Writes a request's messages as items.
///
/// Reasoning goes back only with what the vendor sealed itself (or where its preset says that it wants the text), and
/// only before an item of the same turn, without which OpenAI refuses it; where a reasoning of a turn is left out, so
/// are the ids of the turn's items, as the server would miss it beside them.
final class InputWriter {

    private static final int MAX_CALL_ID = 64;

    private final Target target;
    private final boolean stored;
    private final ToolNames names;
    private final Warnings warnings;
    private final JsonWriter json;
    private final Set<String> customCalls = new HashSet<>();

    InputWriter(ChatRequest request, Target target, boolean stored, Warnings warnings, JsonWriter json) {
        this.target = target;
        this.stored = stored;
        this.names = ToolNames.of(request.tools().list());
        this.warnings = warnings;
        this.json = json;
    }

    void encode(List<Message> messages) {
        json.array();
        messages.forEach(this::encode);
        json.endArray();
    }

    private void encode(Message message) {
        warnings.extras(message.extras(), ResponsesDialect.NAME);
        switch (message.role()) {
            case ASSISTANT -> assistant(message.parts());
            case TOOL -> message.parts().forEach(this::result);
            case SYSTEM, DEVELOPER, USER -> message(message);
        }
    }

    private void message(Message message) {
        var results = message.parts().stream()
                .filter(p -> p.content() instanceof Content.ToolResult)
                .toList();
        results.forEach(this::result);
        var items = message.parts().stream().filter(this::isItem).toList();
        items.forEach(p -> json.raw(((Content.Opaque) p.content()).json().text()));
        var parts = message.parts().stream()
                .filter(p -> !results.contains(p) && !items.contains(p))
                .toList();
        if (parts.isEmpty()) {
            return;
        }
        json.object().field("type", "message").field("role", role(message.role()));
        json.name("content");
        content(parts);
        if (message.name() != null) {
            warnings.unsupported("name");
        }
        message.extras().of(ResponsesDialect.NAME).forEach((name, value) -> json.rawField(name, value.text()));
        json.endObject();
    }

    private boolean isItem(Part part) {
        return part.content() instanceof Content.Opaque(String dialect, var raw)
                && dialect.equals(ResponsesDialect.NAME)
                && !InputParts.isPartType(AssistantItems.type(Json.parse(raw.text())));
    }

    private String role(Role role) {
        var word = target.quirks().value("role", role.name().toLowerCase(Locale.ROOT));
        return word == null ? "system" : word;
    }

    /// One plain text is a string, anything else an array.
    private void content(List<Part> parts) {
        if (parts.size() == 1
                && parts.getFirst().content() instanceof Content.Text(String text, var _)
                && parts.getFirst().extras().of(ResponsesDialect.NAME).isEmpty()) {
            warnings.extras(parts.getFirst().extras(), ResponsesDialect.NAME);
            if (parts.getFirst().cache() != null) {
                warnings.unsupported("cache_control");
            }
            json.value(text);
            return;
        }
        json.array();
        InputParts.encode(parts, target, warnings, json);
        json.endArray();
    }

    private void result(Part part) {
        if (!(part.content() instanceof Content.ToolResult result)) {
            warnings.unsupported("content." + OutputItems.name(part.content()));
            return;
        }
        if (asItem(part)) {
            return;
        }
        if (result.error()) {
            warnings.unsupported("tool_result.is_error");
        }
        var named = ItemExtras.string(part.extras(), ResponsesInput.OUTPUT_TYPE);
        var custom = customCalls.contains(result.callId());
        json.object();
        json.field("type", named != null ? named : custom ? "custom_tool_call_output" : "function_call_output");
        json.field("call_id", fitted(result.callId())).name("output");
        if (result.parts().isEmpty()) {
            json.value("");
        } else {
            content(result.parts());
        }
        warnings.extras(part.extras(), ResponsesDialect.NAME);
        part.extras().of(ResponsesDialect.NAME).forEach((name, value) -> {
            if (!name.equals(ResponsesInput.OUTPUT_TYPE)) {
                json.rawField(name, value.text());
            }
        });
        json.endObject();
    }

    /// Writes a part as the item that it was, where it was one of this API's own.
    private boolean asItem(Part part) {
        var item = part.extras().of(ResponsesDialect.NAME).get(ClientTool.ITEM);
        if (item != null) {
            json.raw(item.text());
        }
        return item != null;
    }

    /// Vendors take at most 64 characters; the same id always becomes the same one.
    private String fitted(String id) {
        return id.length() > MAX_CALL_ID
                ? CallIds.plain(id)
                : CallIds.fit(id, target.quirks().callIdLength());
    }

    private void assistant(List<Part> parts) {
        var complete = true;
        for (var i = 0; i < parts.size(); i++) {
            complete &= !(parts.get(i).content() instanceof Content.Reasoning r) || replays(r, parts, i);
        }
        var ids = complete;
        for (var i = 0; i < parts.size(); i++) {
            var part = parts.get(i);
            switch (part.content()) {
                case Content.Text _, Content.Refusal _ -> i = text(parts, i, ids);
                case Content.Reasoning reasoning -> {
                    if (replays(reasoning, parts, i)) {
                        OutputItems.reasoning(
                                OutputItems.ownId(reasoning.id(), "rs"), reasoning, part, null, warnings, json);
                    } else {
                        warnings.unsupported("reasoning");
                    }
                }
                case Content.ToolCall call -> call(call, part, ids);
                case Content.Opaque opaque
                when opaque.dialect().equals(ResponsesDialect.NAME) ->
                    json.raw(opaque.json().text());
                default -> warnings.unsupported("content." + OutputItems.name(part.content()));
            }
        }
    }

    /// Writes the texts of one message, which begins at `from`; returns the index of its last part.
    private int text(List<Part> parts, int from, boolean ids) {
        var last = from;
        while (last + 1 < parts.size() && OutputItems.sameMessage(parts.get(from), parts.get(last + 1))) {
            last++;
        }
        var fields = ItemExtras.messageFields(parts.get(from).extras());
        json.object().field("type", "message").field("role", "assistant");
        json.name("content").array();
        for (var part : parts.subList(from, last + 1)) {
            OutputItems.inputText(part, warnings, json);
        }
        json.endArray();
        var id = ItemExtras.id(parts.get(from).extras());
        fields.forEach((name, value) -> {
            if (!name.equals("id") || (ids && OutputItems.ownId(id, "msg") != null)) {
                json.rawField(name, value);
            }
        });
        json.endObject();
        return last;
    }

    private void call(Content.ToolCall call, Part part, boolean ids) {
        if (asItem(part)) {
            return;
        }
        var id = OutputItems.ownId(ItemExtras.id(part.extras()), call.custom() ? "ctc" : "fc");
        if (call.custom()) {
            customCalls.add(call.id());
        }
        if (part.seal() != null) {
            warnings.unsupported("tool_call.signature");
        }
        var fitted = new Content.ToolCall(fitted(call.id()), call.name(), call.arguments(), call.custom());
        OutputItems.call(ids ? id : null, fitted, part, names, null, warnings, json);
    }

    /// Whether a reasoning can be given back.
    private boolean replays(Content.Reasoning reasoning, List<Part> parts, int at) {
        if (parts.subList(at + 1, parts.size()).stream().allMatch(p -> p.content() instanceof Content.Reasoning)) {
            return false;
        }
        var seal = parts.get(at).seal();
        if (seal != null) {
            return seal.origin().equals(ResponsesDialect.NAME);
        }
        var known = stored && OutputItems.ownId(reasoning.id(), "rs") != null;
        return known
                || (target.quirks().replay() != Quirks.Replay.NEVER
                        && !reasoning.passages().isEmpty());
    }
}
