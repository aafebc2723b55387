package io.polygate.routing.endpoint;

import io.polygate.discovery.Endpoint;
import io.polygate.provider.ProviderConfig.Credential;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An endpoint and a credential for one attempt. Used on one context; ends once.
public interface Lease {

    Endpoint endpoint();

    /// Null for a provider without credentials.
    @Nullable
    Credential credential();

    /// Names the credential without showing it; empty where there is none.
    String credentialId();

    /// Who could not take the call, and why.
    List<Rejected> rejected();

    /// The backend began to answer at that [System#nanoTime].
    default void firstByte(long nanos) {
        firstByte(nanos, 0);
    }

    /// The same.
    ///
    /// @param ownNanos of the time until then in which the answer would not have been seen: the shard was
    ///     late itself
    void firstByte(long nanos, long ownNanos);

    /// Gives both back and tells how the attempt went. Later calls do nothing.
    void ended(Ended how);
}
