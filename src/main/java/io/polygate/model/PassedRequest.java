package io.polygate.model;

import org.jspecify.annotations.Nullable;

/// What is asked of a provider's own resources, as they are; travels as the `variant` of a call, `METHOD provider
/// path`.
///
/// @param provider who is asked, empty for the one that the configuration names
/// @param path below the provider's base URL, with a slash at its beginning and without a query
public record PassedRequest(String method, String provider, String path) {

    @Override
    public String toString() {
        return method + " " + provider + " " + path;
    }

    /// Reads what [#toString] wrote.
    public static @Nullable PassedRequest parse(@Nullable String text) {
        var parts = text == null ? new String[0] : text.split(" ", 3);
        return parts.length < 3 ? null : new PassedRequest(parts[0], parts[1], parts[2]);
    }
}
