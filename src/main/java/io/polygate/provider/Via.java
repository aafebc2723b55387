package io.polygate.provider;

import io.polygate.provider.ProviderConfig.Credential;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/// Which of a provider's addresses an attempt goes to, and as whom.
///
/// @param url where paths are appended, without a slash at its end
/// @param dialect what is spoken there, where that differs from what the provider speaks
/// @param credential null for a backend without credentials
public record Via(
        URI url, @Nullable String dialect, @Nullable Credential credential) {

    /// Only the host: the address and the credential may be secrets.
    @Override
    public String toString() {
        return "via " + url.getHost();
    }
}
