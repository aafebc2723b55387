package io.polygate.provider.dialect;

import io.polygate.wire.Quirks;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is known of who runs a backend.
///
/// @param authHeader the header that carries the credential: `authorization` as a bearer token, `none` not at all, any
///     other as it is; null for the dialect's own
public record Vendor(Quirks quirks, @Nullable String authHeader) {

    static final String NONE = "none";

    private static final String VERSION = "anthropic-version";

    public static final Vendor UNKNOWN = new Vendor(Quirks.NONE, null);

    /// As an operator's headers change it: requests are written for the version of the API that they name.
    public Vendor saying(Map<String, String> headers) {
        for (var header : headers.entrySet()) {
            if (header.getKey().equalsIgnoreCase(VERSION)) {
                return new Vendor(quirks.withValue(VERSION, header.getValue()), authHeader);
            }
        }
        return this;
    }

    /// As an operator says that it is asked to go on with a text; null changes nothing.
    public Vendor prefilled(@Nullable String how) {
        return how == null ? this : new Vendor(quirks.withValue(Prefill.KEY, how), authHeader);
    }

    /// The vendor's own name of a model that it also takes under another's.
    String model(String asked) {
        var own = quirks.value("model", asked);
        return own == null ? asked : own;
    }

    String headerOr(Ways ways) {
        return authHeader == null || authHeader.isEmpty() ? ways.credentialHeader() : authHeader;
    }

    String prefixOr(Ways ways) {
        if (authHeader == null || authHeader.isEmpty()) {
            return ways.credentialPrefix();
        }
        return authHeader.equals("authorization") ? "Bearer " : "";
    }
}
