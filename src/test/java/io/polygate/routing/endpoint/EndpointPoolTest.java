package io.polygate.routing.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.model.ErrorKind;
import io.polygate.provider.Balance;
import io.polygate.routing.endpoint.PoolView.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Who of a pool gets a call, on a clock that the test moves.
final class EndpointPoolTest {

    private static final Ended OK = Ended.ok(1);

    private static Map<String, Integer> counts(Pools pools, int calls) {
        var counts = new HashMap<String, Integer>();
        for (int i = 0; i < calls; i++) {
            var lease = pools.take();
            counts.merge(lease.endpoint().id(), 1, Integer::sum);
            lease.ended(OK);
        }
        return counts;
    }

    @Test
    void sharesTheCallsAndCountsThem() {
        var pools = Pools.of(3);
        assertThat(counts(pools, 30)).isEqualTo(Map.of("e1", 10, "e2", 10, "e3", 10));
        assertThat(pools.view("e1").calls()).isEqualTo(10);
        assertThat(pools.pool.inside()).isZero();
    }

    @Test
    void leavesOutWhatACallHasTried() {
        var pools = Pools.of(2);
        var lease = pools.take("e1");
        assertThat(lease.endpoint().id()).isEqualTo("e2");
        assertThat(lease.rejected()).containsExactly(new Rejected("e1", Reasons.TRIED));
        assertThat(pools.refused("e1", "e2").rejected()).hasSize(2);
    }

    @Test
    void goesByTheModelsOfAnEndpoint() {
        var pools =
                new Pools(Balance.ROUND_ROBIN, List.of(Pools.endpoint("e1", 0, "m"), Pools.endpoint("e2", 0, "other")));
        assertThat(counts(pools, 10)).isEqualTo(Map.of("e1", 10));
        var nobody = (Pick.Nobody) pools.pool.pick(new Wanted("third", Traits.NONE, Set.of(), null));
        assertThat(nobody.reason().kind()).isEqualTo(ErrorKind.MODEL_NOT_FOUND);
    }

    @Test
    void endpointsComeAndGoAndKeepWhatIsKnownOfThem() {
        var pools = Pools.of(2);
        counts(pools, 4);
        var under = pools.take("e1");
        pools.use(EndpointPolicy.DEFAULT, Pools.endpoints(1));
        assertThat(counts(pools, 4)).isEqualTo(Map.of("e1", 4));
        under.ended(OK);
        assertThat(pools.pool.inside()).isZero();
        pools.use(EndpointPolicy.DEFAULT, Pools.endpoints(3));
        assertThat(counts(pools, 30)).isEqualTo(Map.of("e1", 10, "e2", 10, "e3", 10));
        assertThat(pools.view("e1").calls()).isEqualTo(16);
        pools.use(EndpointPolicy.DEFAULT, List.of());
        assertThat(pools.refused().reason().kind()).isEqualTo(ErrorKind.OVERLOADED);
    }

    @Test
    void ejectsAfterFailuresInARowAndStartsSlowlyWhenItComesBack() {
        var pools = Pools.of(3);
        pools.fail("e1", 5);
        assertThat(pools.view("e1").state()).isEqualTo(State.EJECTED);
        assertThat(counts(pools, 30)).isEqualTo(Map.of("e2", 15, "e3", 15));
        pools.pass(Duration.ofSeconds(5));
        assertThat(pools.view("e1").state()).isEqualTo(State.HEALTHY);
        int early = counts(pools, 3_000).getOrDefault("e1", 0);
        assertThat(early).isBetween(20, 300);
        pools.pass(Duration.ofSeconds(10));
        assertThat(counts(pools, 3_000)).containsEntry("e1", 1_000);
    }

    @Test
    void ejectsNoMoreThanItsShareOfThem() {
        var pools = Pools.of(4);
        for (int i = 1; i <= 3; i++) {
            pools.fail("e" + i, 5);
        }
        assertThat(pools.pool.view().endpoints().stream()
                        .filter(view -> view.state() == State.EJECTED)
                        .count())
                .isEqualTo(2);
    }

    @Test
    void aSuccessInBetweenIsNoRow() {
        var pools = Pools.of(2);
        pools.fail("e1", 4);
        pools.call("e1", OK);
        pools.fail("e1", 4);
        assertThat(pools.view("e1").state()).isEqualTo(State.HEALTHY);
    }

    @Test
    void theCallersOwnFaultIsNobodysFailure() {
        var pools = Pools.of(2);
        for (int i = 0; i < 50; i++) {
            pools.call("e1", Pools.failed(ErrorKind.BAD_REQUEST));
        }
        assertThat(pools.view("e1").state()).isEqualTo(State.HEALTHY);
        assertThat(pools.view("e1").failures()).isZero();
    }

    @Test
    void twoUnreachableTriesOpenTheBreakerAndATrialComesAfterAWhile() {
        var pools = Pools.of(2);
        pools.call("e1", Pools.failed(ErrorKind.UPSTREAM_UNREACHABLE));
        pools.call("e1", Pools.failed(ErrorKind.UPSTREAM_UNREACHABLE));
        assertThat(pools.view("e1").breaker()).isEqualTo(BreakerState.OPEN);
        assertThat(counts(pools, 10)).isEqualTo(Map.of("e2", 10));
        pools.pass(Duration.ofSeconds(5));
        var trial = pools.take();
        assertThat(trial.endpoint().id()).isEqualTo("e1");
        assertThat(counts(pools, 10)).isEqualTo(Map.of("e2", 10));
        trial.ended(OK);
        assertThat(pools.view("e1").breaker()).isEqualTo(BreakerState.CLOSED);
        pools.pass(Duration.ofSeconds(11));
        assertThat(counts(pools, 10)).isEqualTo(Map.of("e1", 5, "e2", 5));
    }

    @Test
    void whoFailsActiveChecksGetsNoTrialUntilTheyPass() {
        var pools = Pools.of(2);
        pools.checked("e1", Verdict.failed("it answered 500"));
        assertThat(pools.view("e1").state()).isEqualTo(State.HEALTHY);
        pools.checked("e1", Verdict.failed("it answered 500"));
        assertThat(pools.view("e1").state()).isEqualTo(State.UNHEALTHY);
        assertThat(pools.view("e1").why()).contains("it answered 500");
        pools.call("e2", OK);
        pools.pass(Duration.ofMinutes(10));
        assertThat(counts(pools, 10)).isEqualTo(Map.of("e2", 10));
        pools.checked("e1", Verdict.WORKS);
        assertThat(pools.view("e1").state()).isEqualTo(State.UNHEALTHY);
        pools.checked("e1", Verdict.WORKS);
        assertThat(pools.view("e1").state()).isEqualTo(State.HEALTHY);
        pools.checked("e1", Verdict.refused());
        assertThat(pools.view("e1").state()).isEqualTo(State.UNHEALTHY);
    }

    @Test
    void whoComesBackByActiveChecksIsNotThoughtSlowAnyMore() {
        var pools = Pools.of(2);
        var slow = pools.take("e2");
        pools.pass(Duration.ofSeconds(1));
        slow.firstByte(pools.clock.get());
        slow.ended(OK);
        assertThat(pools.view("e1").latency()).isPositive();
        pools.checked("e1", Verdict.refused());
        pools.checked("e1", Verdict.WORKS);
        pools.checked("e1", Verdict.WORKS);
        assertThat(pools.view("e1").latency()).isZero();
    }

    @Test
    void comingBackByActiveChecksForgetsEjectionAndBreaker() {
        var pools = Pools.of(2);
        pools.call("e1", Pools.failed(ErrorKind.UPSTREAM_UNREACHABLE));
        pools.call("e1", Pools.failed(ErrorKind.UPSTREAM_UNREACHABLE));
        pools.checked("e1", Verdict.refused());
        pools.checked("e1", Verdict.WORKS);
        pools.checked("e1", Verdict.WORKS);
        assertThat(pools.view("e1").breaker()).isEqualTo(BreakerState.CLOSED);
        assertThat(pools.view("e1").state()).isEqualTo(State.HEALTHY);
    }

    @Test
    void whenTooFewAreWellPassiveJudgementDoesNotCount() {
        var policy = EndpointPolicy.DEFAULT;
        var panicky = new EndpointPolicy(policy.breaker(), policy.outlier(), Duration.ZERO, 0.6, policy.adaptive());
        var pools = Pools.of(4);
        for (var id : List.of("e1", "e2")) {
            pools.call(id, Pools.failed(ErrorKind.UPSTREAM_UNREACHABLE));
            pools.call(id, Pools.failed(ErrorKind.UPSTREAM_UNREACHABLE));
        }
        pools.checked("e3", Verdict.refused());
        assertThat(counts(pools, 12)).isEqualTo(Map.of("e4", 12));
        pools.use(panicky, Pools.endpoints(4));
        assertThat(counts(pools, 12)).isEqualTo(Map.of("e1", 4, "e2", 4, "e4", 4));
    }

    @Test
    void withNowhereElseToGoTheUnwellAreTriedUnlessNothingWorksThere() {
        var pools = Pools.of(1);
        pools.checked("e1", Verdict.refused());
        assertThat(pools.refused().reason().kind()).isEqualTo(ErrorKind.OVERLOADED);
        assertThat(pools.pool.pickAnyway(Pools.wanted())).isInstanceOf(Pick.Taken.class);
        pools.checked("e1", Verdict.WORKS);
        pools.checked("e1", Verdict.WORKS);
        for (int i = 0; i < 20; i++) {
            ((Pick.Taken) pools.pool.pickAnyway(Pools.wanted())).lease().ended(Pools.failed(ErrorKind.UPSTREAM_ERROR));
        }
        var nobody = (Pick.Nobody) pools.pool.pickAnyway(Pools.wanted());
        assertThat(nobody.reason().retryAfter()).isPositive();
        pools.pass(Duration.ofSeconds(5));
        var trial = ((Pick.Taken) pools.pool.pickAnyway(Pools.wanted())).lease();
        assertThat(pools.pool.pickAnyway(Pools.wanted())).isInstanceOf(Pick.Nobody.class);
        trial.ended(OK);
        assertThat(pools.pool.pickAnyway(Pools.wanted())).isInstanceOf(Pick.Taken.class);
    }

    @Test
    void anEndpointThatAsksToBeLeftAloneIs() {
        var pools = Pools.of(2);
        pools.call("e1", Pools.failed(ErrorKind.OVERLOADED, Duration.ofSeconds(3)));
        assertThat(counts(pools, 4)).isEqualTo(Map.of("e2", 4));
        pools.pass(Duration.ofSeconds(3));
        assertThat(counts(pools, 40)).containsOnlyKeys("e1", "e2");
    }

    @Test
    void anEndpointThatFallsSilentIsSparedUntilItAnswers() {
        var pools = Pools.of(2);
        var waiting = List.of(pools.take("e2"), pools.take("e2"), pools.take("e2"));
        assertThat(counts(pools, 4)).isEqualTo(Map.of("e1", 2, "e2", 2));
        pools.pass(Duration.ofMillis(2_001));
        assertThat(counts(pools, 4)).isEqualTo(Map.of("e2", 4));
        assertThat(pools.view("e1").why()).isEqualTo(Reasons.SILENT);
        assertThat(pools.pool.pickAnyway(Pools.wanted("e2"))).isInstanceOf(Pick.Taken.class);
        waiting.getFirst().firstByte(pools.clock.get());
        assertThat(counts(pools, 4)).isEqualTo(Map.of("e1", 2, "e2", 2));
    }

    @Test
    void callsThatStreamAreNoSilence() {
        var pools = Pools.of(2);
        for (int i = 0; i < 5; i++) {
            pools.take("e2").firstByte(pools.clock.get());
        }
        pools.pass(Duration.ofMinutes(1));
        assertThat(counts(pools, 4)).isEqualTo(Map.of("e1", 2, "e2", 2));
    }

    @Test
    void noEndpointOfSeveralTakesAllTheRoomOfItsProvider() {
        var pools = Pools.of(2);
        for (int i = 0; i < 48; i++) {
            pools.take("e2");
        }
        assertThat(pools.refused("e2").full()).isTrue();
        assertThat(counts(pools, 10)).isEqualTo(Map.of("e2", 10));
    }

    @Test
    void oneFullEndpointLeavesTheOthersAlone() {
        var pools = new Pools(Balance.ROUND_ROBIN, List.of(Pools.endpoint("slow", 2), Pools.endpoint("fine", 0)));
        var slow = List.of(pools.take("fine"), pools.take("fine"));
        assertThat(pools.refused("fine").full()).isTrue();
        assertThat(counts(pools, 20)).isEqualTo(Map.of("fine", 20));
        slow.forEach(lease -> lease.ended(OK));
        assertThat(counts(pools, 20)).isEqualTo(Map.of("fine", 10, "slow", 10));
    }

    @Test
    void aFullProviderRefusesUntilOneEnds() {
        var pools = Pools.of(2);
        var leases = new ArrayList<Lease>();
        for (int i = 0; i < 64; i++) {
            leases.add(pools.take());
        }
        assertThat(pools.refused().full()).isTrue();
        leases.getFirst().ended(OK);
        leases.getFirst().ended(OK);
        assertThat(pools.pool.inside()).isEqualTo(63);
        pools.take();
        assertThat(pools.refused().reason().retryAfter()).isPositive();
    }

    @Test
    void operatorsDrainEjectWeighAndRestore() {
        var pools = new Pools(Balance.WEIGHTED_ROUND_ROBIN, Pools.endpoints(2));
        assertThat(pools.pool.drain("e1")).isTrue();
        assertThat(pools.pool.drain("e9")).isFalse();
        assertThat(pools.view("e1").state()).isEqualTo(State.DRAINING);
        assertThat(counts(pools, 4)).isEqualTo(Map.of("e2", 4));
        pools.pool.restore("e1");
        pools.pool.eject("e1", Duration.ofSeconds(30));
        assertThat(pools.view("e1").state()).isEqualTo(State.EJECTED);
        assertThat(counts(pools, 4)).isEqualTo(Map.of("e2", 4));
        pools.pass(Duration.ofSeconds(30));
        pools.pool.weigh("e1", 3);
        assertThat(counts(pools, 40)).isEqualTo(Map.of("e1", 30, "e2", 10));
        pools.use(EndpointPolicy.DEFAULT, Pools.endpoints(2));
        assertThat(pools.view("e1").weight()).isEqualTo(3);
        pools.pool.weigh("e1", 0);
        assertThat(pools.view("e1").state()).isEqualTo(State.DRAINING);
        pools.pool.restore("e1");
        assertThat(pools.view("e1").weight()).isEqualTo(1);
    }

    @Test
    void theWayToChooseChangesWhileRunning() {
        var pools = Pools.of(3);
        pools.pool.balance(Balance.CONSISTENT_HASH);
        var traits = new Traits("session", "", 1);
        var seen = new HashSet<String>();
        for (int i = 0; i < 20; i++) {
            seen.add(((Pick.Taken) pools.pool.pick(new Wanted("m", traits, Set.of(), null)))
                    .lease()
                    .endpoint()
                    .id());
        }
        assertThat(seen).hasSize(1);
        assertThat(((Pick.Taken) pools.pool.pick(new Wanted("m", traits, Set.of(), Balance.ROUND_ROBIN))).lease())
                .isNotNull();
        pools.pool.balance(null);
        assertThat(pools.pool.balance()).isEqualTo(Balance.ROUND_ROBIN);
    }
}
