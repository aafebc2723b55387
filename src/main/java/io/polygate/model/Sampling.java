package io.polygate.model;

import org.jspecify.annotations.Nullable;

/// How tokens are drawn; null is the vendor's default.
public record Sampling(
        @Nullable Double temperature,
        @Nullable Double topP,
        @Nullable Long topK,
        @Nullable Double frequencyPenalty,
        @Nullable Double presencePenalty,
        @Nullable Long seed) {

    public static final Sampling DEFAULT = new Sampling(null, null, null, null, null, null);
}
