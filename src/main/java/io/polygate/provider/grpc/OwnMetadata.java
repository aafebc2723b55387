package io.polygate.provider.grpc;

import io.polygate.model.Header;
import io.polygate.provider.ProviderConfig;
import io.polygate.provider.Via;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What the configuration says to a gRPC backend with every call: the provider's headers, and its credential as a
/// bearer token.
public final class OwnMetadata {

    private OwnMetadata() {}

    public static List<Header> of(ProviderConfig config, Via via) {
        var own = new ArrayList<Header>();
        config.headers().forEach((name, value) -> own.add(new Header(name.toLowerCase(Locale.ROOT), value)));
        var credential = via.credential();
        if (credential != null) {
            own.add(new Header("authorization", "Bearer " + credential.value().value()));
        }
        return own;
    }
}
