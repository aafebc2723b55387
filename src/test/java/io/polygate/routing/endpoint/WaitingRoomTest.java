package io.polygate.routing.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.provider.Balance;
import io.polygate.testing.Wait;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// Calls for several models that wait in the queue of one provider, which has four places.
final class WaitingRoomTest {

    private static final Vertx VERTX = Vertx.vertx();

    private final Pools pools =
            new Pools(Balance.ROUND_ROBIN, List.of(Pools.endpoint("slow", 1, "a"), Pools.endpoint("quick", 1, "b")));

    @AfterAll
    static void close() {
        Wait.on(VERTX.close());
    }

    private static Wanted wanted(String model) {
        return new Wanted(model, Traits.NONE, Set.of(), null);
    }

    private Lease take(String model) {
        return ((Pick.Taken) pools.pool.pick(wanted(model))).lease();
    }

    private CompletableFuture<Pick> waits(String model) {
        var heard = new CompletableFuture<Pick>();
        var entered = new CompletableFuture<Void>();
        VERTX.runOnContext(v -> {
            pools.pool.await(VERTX, wanted(model), false, heard::complete);
            entered.complete(null);
        });
        Wait.on(entered);
        return heard;
    }

    @Test
    void aModelWhoseBackendIsSlowGivesItsLastPlaceToAnother() {
        take("a");
        var quick = take("b");
        var slow = new ArrayList<CompletableFuture<Pick>>();
        for (int i = 0; i < 4; i++) {
            slow.add(waits("a"));
        }
        var refused = (Pick.Nobody) Wait.on(waits("a"));
        assertThat(refused.reason().message()).contains("its queue is full");
        var other = waits("b");
        assertThat(((Pick.Nobody) Wait.on(slow.getLast())).reason().message()).contains("its queue is full");
        assertThat(slow.subList(0, 3)).noneMatch(CompletableFuture::isDone);
        assertThat(other.isDone()).isFalse();
        assertThat(pools.pool.waiting()).isEqualTo(4);
        quick.ended(Ended.ok(1));
        assertThat(((Pick.Taken) Wait.on(other)).lease().endpoint().id()).isEqualTo("quick");
        assertThat(pools.pool.waiting()).isEqualTo(3);
    }

    @Test
    void nobodyIsSentAwayForOneWhoHasAsManyPlaces() {
        take("a");
        take("b");
        var first = List.of(waits("a"), waits("a"), waits("b"), waits("b"));
        var refused = (Pick.Nobody) Wait.on(waits("b"));
        assertThat(refused.reason().message()).contains("its queue is full");
        assertThat(refused.reason().retryAfter()).isNotNull();
        assertThat(first).noneMatch(CompletableFuture::isDone);
    }
}
