package io.polygate.routing.endpoint;

import io.polygate.discovery.Endpoint;
import io.polygate.provider.ProviderConfig.Credential;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A lease of a pool.
final class TakenLease implements Lease {

    private final EndpointPool pool;
    private final EndpointState state;
    private final Endpoint endpoint;
    private final Breaker.Permit permit;
    private final @Nullable ModelRoom room;
    private final Credentials.@Nullable Taken credential;
    private final @Nullable Credential only;
    private final Timing timing;
    private final List<Rejected> rejected;
    private boolean ended;

    TakenLease(
            EndpointPool pool,
            EndpointPool.Members members,
            EndpointPool.Chosen chosen,
            Credentials.@Nullable Taken credential,
            Timing timing,
            List<Rejected> rejected) {
        this.pool = pool;
        this.state = chosen.state();
        this.endpoint = state.endpoint();
        this.permit = chosen.permit();
        this.room = chosen.room();
        this.credential = credential;
        this.only = members.credentials().only();
        this.timing = timing;
        this.rejected = List.copyOf(rejected);
    }

    @Override
    public Endpoint endpoint() {
        return endpoint;
    }

    @Override
    public @Nullable Credential credential() {
        return credential == null ? only : credential.state().credential();
    }

    @Override
    public String credentialId() {
        return credential == null ? "" : credential.state().id();
    }

    @Override
    public List<Rejected> rejected() {
        return rejected;
    }

    @Override
    public void firstByte(long nanos, long ownNanos) {
        if (!ended && timing.firstByte(nanos, ownNanos)) {
            timing.heardBy(state, nanos);
        }
    }

    @Override
    public void ended(Ended how) {
        if (ended) {
            return;
        }
        ended = true;
        if (room != null) {
            room.leave();
        }
        state.ended(permit, how, timing, credential == null, pool::mayEject);
        if (credential != null) {
            credential.state().ended(credential.permit(), how, pool.clock().now());
        }
        pool.left();
    }
}
