package io.polygate.provider;

/// How the next endpoint of a provider, or the next target of a model, is chosen.
public enum Balance {
    /// In turn, weights ignored.
    ROUND_ROBIN,
    /// By chance, weights ignored.
    RANDOM,
    /// In turn in proportion to the weights, spread evenly.
    WEIGHTED_ROUND_ROBIN,
    /// By chance in proportion to the weights.
    WEIGHTED,
    /// Who has the fewest calls in flight.
    LEAST_REQUESTS,
    /// The better of two drawn by chance, by latency and calls in flight.
    POWER_OF_TWO,
    /// By the caller's address.
    IP_HASH,
    /// By what keeps a prompt cache warm: session, user, key, beginning of the prompt.
    CONSISTENT_HASH,
    /// Who answers soonest.
    LOWEST_LATENCY,
    /// Who is cheapest.
    LOWEST_COST
}
