package io.polygate.wire.openai;

import io.polygate.model.ChatRequest;
import io.polygate.model.Content;
import io.polygate.model.Role;
import io.polygate.wire.Warnings;

/// A conversation as one prompt: the text itself where it is one message, else a script with the speakers' names.
final class CompletionPrompts {

    private CompletionPrompts() {}

    static String of(ChatRequest request, Warnings warnings) {
        var messages = request.messages();
        if (!request.tools().list().isEmpty()) {
            warnings.unsupported("tools");
        }
        if (messages.size() == 1 && messages.getFirst().role() == Role.USER) {
            return ChatParts.joinedText(messages.getFirst().parts());
        }
        var script = new StringBuilder();
        for (var message : messages) {
            for (var part : message.parts()) {
                if (!(part.content() instanceof Content.Text)) {
                    warnings.unsupported("content." + ChatParts.name(part.content()));
                }
            }
            script.append(speaker(message.role()))
                    .append(ChatParts.joinedText(message.parts()))
                    .append("\n\n");
        }
        return script.append("Assistant:").toString();
    }

    private static String speaker(Role role) {
        return switch (role) {
            case SYSTEM, DEVELOPER -> "";
            case USER -> "User: ";
            case ASSISTANT -> "Assistant: ";
            case TOOL -> "Tool: ";
        };
    }
}
