package io.polygate.provider.dialect;

import io.polygate.wire.Quirks;
import org.jspecify.annotations.Nullable;

/// What is known of who runs a backend.
///
/// @param authHeader the header that carries the credential: `authorization` as a bearer token, `none` not at all, any
///     other as it is; null for the dialect's own
public record Vendor(Quirks quirks, @Nullable String authHeader) {

    public static final Vendor UNKNOWN = new Vendor(Quirks.NONE, null);

    /// The vendor's own name of a model that it also takes under another's.
    String model(String asked) {
        var own = quirks.value("model", asked);
        return own == null ? asked : own;
    }

    String headerOr(Backend backend) {
        return authHeader == null || authHeader.isEmpty() ? backend.credentialHeader() : authHeader;
    }

    String prefixOr(Backend backend) {
        if (authHeader == null || authHeader.isEmpty()) {
            return backend.credentialPrefix();
        }
        return authHeader.equals("authorization") ? "Bearer " : "";
    }
}
