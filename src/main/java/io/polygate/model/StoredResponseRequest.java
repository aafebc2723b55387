package io.polygate.model;

import org.jspecify.annotations.Nullable;

/// What is wanted of a stored response; travels as the `variant` of a call, `action:id`.
public record StoredResponseRequest(Action action, String id) {

    public enum Action {
        GET,
        DELETE,
        CANCEL,
        ITEMS
    }

    @Override
    public String toString() {
        return action + ":" + id;
    }

    /// Reads what [#toString] wrote.
    public static @Nullable StoredResponseRequest parse(@Nullable String text) {
        int colon = text == null ? -1 : text.indexOf(':');
        return text == null || colon < 0
                ? null
                : new StoredResponseRequest(Action.valueOf(text.substring(0, colon)), text.substring(colon + 1));
    }
}
