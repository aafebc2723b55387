package io.polygate.wire;

import io.polygate.model.Attributes;
import io.polygate.model.Generation;
import org.jspecify.annotations.Nullable;

/// Warns of what a request asks for and many vendors have no field for.
public final class Unsaid {

    private Unsaid() {}

    /// What a caller says about the request itself.
    public static void attributes(Attributes attributes, Warnings warnings) {
        warn("user", attributes.user(), warnings);
        warn("metadata", attributes.metadata().isEmpty() ? null : attributes.metadata(), warnings);
        warn("service_tier", attributes.serviceTier(), warnings);
        warn("store", Boolean.TRUE.equals(attributes.store()) ? attributes.store() : null, warnings);
        warn("prompt_cache_key", attributes.promptCacheKey(), warnings);
        warn("safety_identifier", attributes.safetyIdentifier(), warnings);
        warn("cache_control", attributes.cache(), warnings);
    }

    /// The forms that an answer may have besides text.
    public static void forms(Generation generation, Warnings warnings) {
        warn("verbosity", generation.verbosity(), warnings);
        warn("audio", generation.audio(), warnings);
        generation.modalities().stream()
                .filter(form -> !form.equalsIgnoreCase("text"))
                .forEach(form -> warnings.unsupported("modalities." + form));
    }

    public static void warn(String name, @Nullable Object value, Warnings warnings) {
        if (value != null) {
            warnings.unsupported(name);
        }
    }
}
