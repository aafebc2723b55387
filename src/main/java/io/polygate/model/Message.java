package io.polygate.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One turn of a conversation.
///
/// Normal form, which every decoder produces: instructions are messages of the roles `SYSTEM` and `DEVELOPER`, in
/// place; results of tools that follow each other are one `TOOL` message with one [Content.ToolResult] for each call.
public record Message(Role role, List<Part> parts, @Nullable String name, Extras extras) {

    public Message {
        parts = List.copyOf(parts);
    }

    public static Message of(Role role, List<Part> parts) {
        return new Message(role, parts, null, Extras.NONE);
    }

    public static Message text(Role role, String text) {
        return of(role, List.of(Part.text(text)));
    }

    public Message withParts(List<Part> newParts) {
        return new Message(role, newParts, name, extras);
    }
}
