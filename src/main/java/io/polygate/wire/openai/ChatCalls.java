package io.polygate.wire.openai;

import io.polygate.model.Content;
import io.polygate.model.Extras;
import io.polygate.model.Part;
import io.polygate.model.Seal;
import io.polygate.wire.Fields;
import io.polygate.wire.ToolArguments;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonWriter;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// `tool_calls` of a message: functions and custom tools, with the signature that Google's compatible API puts beside.
final class ChatCalls {

    private static final Set<String> KNOWN = Set.of("id", "type", "function", "custom", "index", "extra_content");

    private ChatCalls() {}

    /// A call, or null where it has no name (one vendor sends those) and so can't be one. `id` is for a call without.
    static @Nullable Part decode(Json call, String id) {
        var custom = isCustom(call);
        var function = call.object(custom ? "custom" : "function");
        var name = function == null ? null : function.string("name");
        if (function == null || name == null || name.isEmpty()) {
            return null;
        }
        var given = call.string("id");
        var arguments = ToolArguments.asText(function.get(custom ? "input" : "arguments"));
        var content = new Content.ToolCall(given == null || given.isEmpty() ? id : given, name, arguments, custom);
        return new Part(content, seal(call), null, Fields.extras(call, ChatDialect.NAME, KNOWN));
    }

    /// Snowflake sends both objects with every call, the wrong one empty.
    static boolean isCustom(Json call) {
        var custom = call.object("custom");
        return custom != null && (call.object("function") == null || "custom".equals(call.string("type")));
    }

    /// `extra_content: {google: {thought_signature}}`, as Gemini's OpenAI-compatible API has it.
    static @Nullable Seal seal(Json call) {
        var extra = call.object("extra_content");
        var google = extra == null ? null : extra.object("google");
        var signature = google == null ? null : google.string("thought_signature");
        return signature == null ? null : new Seal(Seal.Kind.SIGNATURE, "gemini", signature);
    }

    /// A whole call. Clients, and the templates of servers, parse a function's arguments: none are an empty object.
    static void encode(Content.ToolCall call, @Nullable Seal seal, Extras extras, JsonWriter json) {
        json.object().field("id", call.id());
        body(call, call.arguments().isBlank() ? "{}" : call.arguments(), json);
        seal(seal, json);
        extras.of(ChatDialect.NAME).forEach((name, value) -> json.rawField(name, value.text()));
        json.endObject();
    }

    /// The beginning of a call whose arguments follow.
    static void body(Content.ToolCall call, JsonWriter json) {
        body(call, call.arguments(), json);
    }

    private static void body(Content.ToolCall call, String arguments, JsonWriter json) {
        if (call.custom()) {
            json.field("type", "custom").name("custom").object();
            json.field("name", call.name()).field("input", call.arguments()).endObject();
        } else {
            json.field("type", "function").name("function").object();
            json.field("name", call.name()).field("arguments", arguments).endObject();
        }
    }

    static void seal(@Nullable Seal seal, JsonWriter json) {
        if (seal != null && seal.origin().equals("gemini")) {
            json.name("extra_content").object().name("google").object();
            json.field("thought_signature", seal.value()).endObject().endObject();
        }
    }
}
