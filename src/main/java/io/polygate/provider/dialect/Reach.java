package io.polygate.provider.dialect;

/// How a provider's backend is reached: by which ways, and as whom.
public record Reach(Ways ways, Access access) {

    /// A backend that speaks a dialect as it is, to whoever has a key.
    ///
    /// @throws IllegalArgumentException for a name that configuration should not have let through
    public static Reach plain(String dialect) {
        return new Reach(Ways.plain(dialect), Access.KEYS);
    }
}
