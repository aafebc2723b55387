package io.polygate.provider.mock;

import io.polygate.wire.json.Json;
import java.util.List;
import java.util.stream.Collectors;

/// The messages of a chat request: their roles, their text.
final class Messages {

    private Messages() {}

    static List<Json> decode(Json body) {
        var value = body.get("messages");
        if (value == null) {
            throw Fields.missing("messages", "an array of messages");
        }
        var messages = value.items();
        if (messages.isEmpty()) {
            throw Fields.wrong("messages", value, "an array with at least one message");
        }
        for (int i = 0; i < messages.size(); i++) {
            check(messages.get(i), "messages[" + i + "]");
        }
        return messages;
    }

    private static void check(Json message, String path) {
        if (!message.isObject()) {
            throw Fields.wrong(path, message, "an object");
        }
        Fields.string(message, "role", path + ".role");
        var content = message.get("content");
        if (content != null && !content.isString() && !content.isArray()) {
            throw Fields.wrong(path + ".content", content, "a string or an array of parts");
        }
    }

    /// What the answer is about: a tool's result where that came last, else the last words of a user.
    static Prose.Said said(List<Json> messages) {
        var last = messages.getLast();
        if (isToolResult(last)) {
            return new Prose.Said(text(last), true);
        }
        for (var message : messages.reversed()) {
            if ("user".equals(message.string("role"))) {
                return new Prose.Said(text(message), false);
            }
        }
        return new Prose.Said(text(last), false);
    }

    static boolean isToolResult(Json message) {
        return "tool".equals(message.string("role"));
    }

    static int tokens(List<Json> messages) {
        return messages.stream()
                .mapToInt(message -> Pieces.count(text(message)))
                .sum();
    }

    /// The text of a message, that of its parts joined.
    static String text(Json message) {
        var plain = message.string("content");
        if (plain != null) {
            return plain;
        }
        return message.items("content").stream()
                .map(part -> part.string("text"))
                .filter(text -> text != null)
                .collect(Collectors.joining("\n"));
    }
}
