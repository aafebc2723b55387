package io.polygate.model;

import org.jspecify.annotations.Nullable;

/// A source of a text. `start` and `end` are offsets of the citing passage in its text, in characters.
public record Citation(
        @Nullable String url,
        @Nullable String title,
        @Nullable String quote,
        @Nullable Long start,
        @Nullable Long end,
        Extras extras) {}
