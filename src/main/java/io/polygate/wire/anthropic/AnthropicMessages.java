package io.polygate.wire.anthropic;

import io.polygate.model.Content;
import io.polygate.model.Extras;
import io.polygate.model.Message;
import io.polygate.model.Part;
import io.polygate.model.Role;
import io.polygate.wire.Fields;
import io.polygate.wire.Warnings;
import io.polygate.wire.json.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// `system` and `messages`. The results in a user's message are a `TOOL` message of their own in the model.
final class AnthropicMessages {

    private static final Set<String> KNOWN = Set.of("role", "content");

    private AnthropicMessages() {}

    static List<Message> decode(Fields request) {
        var messages = new ArrayList<Message>();
        var system = parts(request, "system");
        if (!system.isEmpty()) {
            messages.add(Message.of(Role.SYSTEM, system));
        }
        for (var message : request.requireObjects("messages")) {
            decode(message, messages);
        }
        return messages;
    }

    private static void decode(Fields message, List<Message> messages) {
        var role = message.requireString("role");
        if (message.get("content") == null) {
            throw message.missing("content", "a string or an array");
        }
        var parts = parts(message, "content");
        var extras = message.extras(AnthropicDialect.NAME, KNOWN);
        switch (role) {
            case "user" -> user(parts, extras, messages);
            case "assistant" -> messages.add(new Message(Role.ASSISTANT, parts, null, extras));
            case "system" -> messages.add(new Message(Role.SYSTEM, parts, null, extras));
            default -> throw message.invalid("role", role + " (expected: user, assistant or system)");
        }
    }

    private static void user(List<Part> parts, Extras extras, List<Message> messages) {
        var results = new ArrayList<Part>();
        var rest = new ArrayList<Part>();
        for (var part : parts) {
            (part.content() instanceof Content.ToolResult ? results : rest).add(part);
        }
        if (!results.isEmpty()) {
            messages.add(new Message(Role.TOOL, results, null, rest.isEmpty() ? extras : Extras.NONE));
        }
        if (!rest.isEmpty() || results.isEmpty()) {
            messages.add(new Message(Role.USER, rest, null, extras));
        }
    }

    private static List<Part> parts(Fields owner, String field) {
        var content = owner.get(field);
        if (content != null && !content.isString()) {
            if (!content.isArray()) {
                throw Fields.wrongType(owner.at(field), content, "a string or an array");
            }
            owner.objects(field).forEach(Blocks::check);
        }
        return Blocks.decodeAll(content);
    }

    static void encode(Turns turns, Warnings warnings, JsonWriter json) {
        var blocks = BlockWriter.ofRequest(json, warnings, new ConversationIds());
        if (!turns.system().isEmpty()) {
            content("system", turns.system(), blocks, json);
        }
        json.name("messages").array();
        for (var turn : turns.turns()) {
            json.object().field("role", turn.role.name().toLowerCase(Locale.ROOT));
            content("content", turn.parts, blocks, json);
            turn.extras.forEach((name, value) -> json.rawField(name, value.text()));
            json.endObject();
        }
        json.endArray();
    }

    private static void content(String name, List<Part> parts, BlockWriter blocks, JsonWriter json) {
        var text = parts.size() == 1 ? BlockWriter.plainText(parts.getFirst()) : null;
        if (text != null) {
            json.field(name, text);
            return;
        }
        json.name(name).array();
        parts.forEach(blocks::write);
        json.endArray();
    }
}
