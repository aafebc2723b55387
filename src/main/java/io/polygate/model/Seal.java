package io.polygate.model;

/// What a model's vendor must get back unchanged to trust a part: opaque, and worth something to its origin only.
///
/// `origin` is the dialect that it came in (with the vendor after a slash where that matters, `openai/openrouter`).
public record Seal(Kind kind, String origin, String value) {

    /// `SIGNATURE` proves visible content, `ENCRYPTED` is the reasoning itself in a closed form, `REDACTED` is
    /// reasoning that nobody but the vendor may read.
    public enum Kind {
        SIGNATURE,
        ENCRYPTED,
        REDACTED
    }
}
