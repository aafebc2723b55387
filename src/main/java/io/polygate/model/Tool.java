package io.polygate.model;

import org.jspecify.annotations.Nullable;

/// A tool that the model may use.
public sealed interface Tool {

    /// A function of the caller's; `schema` is the JSON schema of its arguments, null where it takes none.
    record Function(
            String name,
            @Nullable String description,
            @Nullable RawJson schema,
            @Nullable Boolean strict,
            @Nullable CacheControl cache,
            Extras extras)
            implements Tool {

        public static Function of(String name, @Nullable String description, @Nullable RawJson schema) {
            return new Function(name, description, schema, null, null, Extras.NONE);
        }
    }

    /// A tool of the caller's that takes free text; `format` is OpenAI's grammar.
    record Custom(
            String name,
            @Nullable String description,
            @Nullable RawJson format,
            Extras extras) implements Tool {}

    /// A tool that `dialect`'s vendor runs, as it was written. `kind` says what it is, where others have the like.
    record Hosted(String dialect, Kind kind, RawJson json) implements Tool {}

    /// What vendors' own tools do.
    enum Kind {
        WEB_SEARCH,
        WEB_FETCH,
        CODE_EXECUTION,
        FILE_SEARCH,
        OTHER
    }
}
