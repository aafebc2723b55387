package io.polygate.provider.http;

import io.polygate.provider.ProviderConfig.Tls;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import org.jspecify.annotations.Nullable;

/// Whom a provider's connections trust, and who they say they are.
public final class Trust {

    private Trust() {}

    public static void apply(@Nullable Tls tls, HttpClientOptions options) {
        if (tls == null) {
            return;
        }
        if (tls.ca() != null) {
            options.setTrustOptions(new PemTrustOptions().addCertPath(tls.ca().toString()));
        }
        if (tls.cert() != null && tls.key() != null) {
            options.setKeyCertOptions(new PemKeyCertOptions()
                    .addCertPath(tls.cert().toString())
                    .addKeyPath(tls.key().toString()));
        }
    }
}
