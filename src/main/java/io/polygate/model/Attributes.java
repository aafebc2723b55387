package io.polygate.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a caller says about a request rather than to the model. `cache` is a breakpoint that the vendor places itself.
public record Attributes(
        @Nullable String user,
        Map<String, String> metadata,
        @Nullable String serviceTier,
        @Nullable Boolean store,
        @Nullable String previousResponseId,
        @Nullable String promptCacheKey,
        @Nullable String safetyIdentifier,
        @Nullable CacheControl cache) {

    public static final Attributes NONE = new Attributes(null, Map.of(), null, null, null, null, null, null);

    public Attributes {
        metadata = metadata.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    }

    public Attributes withStore(@Nullable Boolean newStore) {
        return new Attributes(
                user, metadata, serviceTier, newStore, previousResponseId, promptCacheKey, safetyIdentifier, cache);
    }

    public static Attributes ofUser(@Nullable String user) {
        return new Attributes(user, Map.of(), null, null, null, null, null, null);
    }
}
