package io.polygate.routing;

import io.polygate.model.GatewayError;
import io.polygate.model.Head;
import io.polygate.provider.Attempt;
import io.polygate.provider.AttemptHandler;
import io.polygate.provider.Outcome;
import io.polygate.routing.endpoint.Ended;
import io.polygate.routing.endpoint.Lease;
import io.polygate.routing.endpoint.Pick;
import io.polygate.routing.endpoint.Wanted;
import io.polygate.routing.rule.RuleTarget;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// Copies of calls to shadow targets, whose answers are thrown away. Never holds a call up: a copy that finds no room
/// is not made. Belongs to one shard.
final class Mirrors {

    private final Account account;
    private int open;

    Mirrors(Account account) {
        this.account = account;
    }

    /// Sends a call to those of its shadows whose share it falls into.
    void send(Journey journey, List<RuleTarget> shadows) {
        for (var shadow : shadows) {
            double share = shadow.target().mirror();
            if (open < journey.snapshot.routing().mirrors()
                    && (share >= 1 || ThreadLocalRandom.current().nextDouble() < share)) {
                send(journey, shadow);
            }
        }
    }

    private void send(Journey journey, RuleTarget shadow) {
        var provider = journey.snapshot.providers().get(shadow.provider());
        var pool = journey.snapshot.pools().get(shadow.provider());
        var route = journey.route;
        if (provider == null || pool == null || route == null) {
            return;
        }
        var wanted = new Wanted(shadow.model(), route.facts().traits(false), Set.of(), null);
        if (shadow.load().enter(shadow.target()) != null) {
            return;
        }
        if (!(pool.pick(wanted) instanceof Pick.Taken(var lease))) {
            shadow.load().leave();
            return;
        }
        open++;
        var copy = new Copy(journey, shadow, lease);
        copy.opened(provider.open(journey.upstream(shadow.model(), lease, null), copy));
    }

    /// A copy under way; as much of its answer is read as of one whose caller left.
    private final class Copy implements AttemptHandler {

        private final Journey journey;
        private final RuleTarget shadow;
        private final Lease lease;
        private final long startedNanos = System.nanoTime();
        private long readable;
        private int status;
        private boolean over;
        private @Nullable Attempt attempt;

        Copy(Journey journey, RuleTarget shadow, Lease lease) {
            this.journey = journey;
            this.shadow = shadow;
            this.lease = lease;
            this.readable = journey.snapshot.routing().drain().maxBytes();
        }

        void opened(Attempt opened) {
            if (!over) {
                attempt = opened;
            }
        }

        @Override
        public void part(@Nullable Head head, @Nullable Buffer bytes, @Nullable Outcome last) {
            lease.firstByte(System.nanoTime());
            status = head == null ? status : head.status();
            readable -= bytes == null ? 0 : bytes.length();
            if (last == null && readable < 0 && attempt != null) {
                attempt.cancel();
                end(Ended.CANCELLED, null, Outcome.NOTHING);
            } else if (last != null) {
                end(Ended.ok(last.tokens().totalOutput()), null, last);
            }
        }

        @Override
        public void failed(GatewayError error, Outcome used) {
            status = error.status();
            end(Ended.failed(error), error, used);
        }

        private void end(Ended how, @Nullable GatewayError error, Outcome outcome) {
            if (over) {
                return;
            }
            over = true;
            open--;
            shadow.load().leave();
            lease.ended(how);
            var kind = error == null ? null : error.kind();
            account.mirrored(journey, shadow, new Account.Ending(status, kind, outcome, 0), startedNanos);
        }
    }
}
