package io.polygate.model;

/// Who speaks in a message. `TOOL` messages hold tool results and nothing else.
public enum Role {
    SYSTEM,
    DEVELOPER,
    USER,
    ASSISTANT,
    TOOL
}
