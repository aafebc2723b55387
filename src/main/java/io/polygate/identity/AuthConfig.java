package io.polygate.identity;

/// Whether a caller needs a key.
public record AuthConfig(Mode mode) {

    /// `KEYS` refuses a call without a known key; `OPEN` serves everybody, for a trusted network only.
    public enum Mode {
        KEYS,
        OPEN
    }
}
