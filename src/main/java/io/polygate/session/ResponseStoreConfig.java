package io.polygate.session;

import java.time.Duration;

/// The bounds of stored responses, for each principal and in all.
///
/// @param lifetime how long a response is kept after it was stored
/// @param maxResponses how many one principal may have; the oldest make room
/// @param maxBytes how much one principal may have; the oldest make room
/// @param maxTotalBytes how much all have together; the oldest of all make room
/// @param maxChain how many responses before it a conversation may go back to
/// @param maxOwned of how many responses that providers keep themselves the provider is remembered
/// @param maxOutput characters of a streamed answer that are kept until its last event, which repeats them
public record ResponseStoreConfig(
        Duration lifetime,
        int maxResponses,
        long maxBytes,
        long maxTotalBytes,
        int maxChain,
        int maxOwned,
        int maxOutput) {

    public static final ResponseStoreConfig DEFAULT =
            new ResponseStoreConfig(Duration.ofHours(24), 1000, 64L << 20, 256L << 20, 200, 100_000, 32 << 20);

    public ResponseStoreConfig {
        require(lifetime.isPositive(), "lifetime", lifetime);
        require(maxResponses >= 1, "max-responses", maxResponses);
        require(maxBytes >= 1, "max-bytes", maxBytes);
        require(maxTotalBytes >= maxBytes, "max-total-bytes", maxTotalBytes);
        require(maxChain >= 1, "max-chain", maxChain);
        require(maxOwned >= 1, "max-owned", maxOwned);
        require(maxOutput >= 1, "max-output", maxOutput);
    }

    private static void require(boolean holds, String name, Object value) {
        if (!holds) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: more than nothing, and"
                    + " max-total-bytes at least max-bytes)");
        }
    }
}
