package io.polygate.routing.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.provider.Balance;
import io.polygate.routing.endpoint.PoolView.State;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Endpoints that say how many slots each of their models has.
final class ModelSlotsTest {

    private final Pools pools = new Pools(
            Balance.LEAST_REQUESTS, List.of(Pools.endpoint("a", 0, "big", "small"), Pools.endpoint("b", 0, "big")));

    private void told(String endpoint, Map<String, ModelSlots> models) {
        pools.pool.told(endpoint, models);
    }

    private static ModelSlots slots(int slots, int taken) {
        return new ModelSlots(slots, taken, true);
    }

    private Pick pick(String model, String... avoid) {
        return pools.pool.pick(new Wanted(model, Traits.NONE, Set.of(avoid), null));
    }

    private Lease take(String model, String... avoid) {
        return ((Pick.Taken) pick(model, avoid)).lease();
    }

    private Map<String, Integer> taken(String model, int calls) {
        var counts = new HashMap<String, Integer>();
        for (int i = 0; i < calls; i++) {
            counts.merge(take(model).endpoint().id(), 1, Integer::sum);
        }
        return counts;
    }

    @Test
    void aModelIsSharedByItsOwnSlotsWhateverItsNeighboursHave() {
        told("a", Map.of("big", slots(1, 0), "small", slots(8, 0)));
        told("b", Map.of("big", slots(3, 0)));
        assertThat(taken("big", 4)).isEqualTo(Map.of("a", 1, "b", 3));
        assertThat(((Pick.Nobody) pick("big")).full()).isTrue();
        assertThat(taken("small", 8)).isEqualTo(Map.of("a", 8));
        assertThat(((Pick.Nobody) pick("small")).full()).isTrue();
    }

    @Test
    void aSlotIsFreeAgainWhenItsCallEnds() {
        told("a", Map.of("big", slots(1, 0)));
        for (int i = 0; i < 3; i++) {
            var lease = take("big", "b");
            assertThat(((Pick.Nobody) pick("big", "b")).full()).isTrue();
            lease.ended(Ended.ok(1));
            lease.ended(Ended.ok(1));
        }
    }

    @Test
    void callsOfOthersCountToo() {
        told("a", Map.of("big", slots(4, 3)));
        told("b", Map.of("big", slots(4, 0)));
        assertThat(taken("big", 3)).isEqualTo(Map.of("b", 3));
    }

    @Test
    void ownCallsAreNotCountedTwice() {
        told("a", Map.of("big", slots(4, 0)));
        told("b", Map.of("big", slots(4, 0)));
        var leases = new ArrayList<Lease>();
        for (int i = 0; i < 4; i++) {
            leases.add(take("big"));
        }
        told("a", Map.of("big", slots(4, 2)));
        told("b", Map.of("big", slots(4, 2)));
        assertThat(taken("big", 4)).isEqualTo(Map.of("a", 2, "b", 2));
    }

    @Test
    void aModelThatHasFailedIsTakenElsewhereAndTriedWhereThereIsNoOther() {
        told("a", Map.of("big", new ModelSlots(4, 0, false), "small", slots(4, 0)));
        told("b", Map.of("big", slots(4, 0)));
        assertThat(taken("big", 4)).isEqualTo(Map.of("b", 4));
        assertThat(((Pick.Nobody) pick("big")).full()).isTrue();
        assertThat(taken("small", 1)).isEqualTo(Map.of("a", 1));
        var alone = pools.pool.pickAnyway(new Wanted("big", Traits.NONE, Set.of("b"), null));
        assertThat(((Pick.Taken) alone).lease().endpoint().id()).isEqualTo("a");
    }

    @Test
    void whoNeverSaidIsOutAtOnceAndWhoDidAfterTheSecondSilence() {
        var asked = new Pools(Balance.LEAST_REQUESTS, Pools.endpoints(2));
        asked.unchecked();
        asked.pool.silent("e1", "no answer");
        assertThat(asked.view("e1").state()).isEqualTo(State.UNHEALTHY);
        assertThat(asked.view("e1").why()).contains("no answer");
        asked.pool.told("e2", Map.of("m", slots(2, 0)));
        asked.pool.silent("e2", "no answer");
        assertThat(asked.view("e2").state()).isEqualTo(State.HEALTHY);
        asked.pool.silent("e2", "no answer");
        assertThat(asked.view("e2").state()).isEqualTo(State.UNHEALTHY);
        asked.unchecked();
        assertThat(asked.view("e2").state()).isEqualTo(State.UNHEALTHY);
        asked.pool.told("e2", Map.of("m", slots(2, 0)));
        assertThat(asked.view("e2").state()).isEqualTo(State.HEALTHY);
        assertThat(asked.take().endpoint().id()).isEqualTo("e2");
    }
}
