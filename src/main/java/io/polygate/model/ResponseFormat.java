package io.polygate.model;

import org.jspecify.annotations.Nullable;

/// The form that the answer must have.
public sealed interface ResponseFormat {

    record Text() implements ResponseFormat {}

    /// Any JSON object.
    record JsonObject() implements ResponseFormat {}

    /// JSON that fits a schema.
    record JsonSchema(
            @Nullable String name,
            @Nullable String description,
            RawJson schema,
            @Nullable Boolean strict) implements ResponseFormat {}
}
