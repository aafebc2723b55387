package io.polygate.routing.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.provider.Balance;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Who gets how many calls, and what happens when candidates come and go. The bounds are six standard deviations wide.
final class BalancerTest {

    private static final int CALLS = 60_000;

    private record One(String id, int weight, int inFlight, double latency, double expected, double cost)
            implements Candidate {

        static One of(String id, int weight) {
            return new One(id, weight, 0, 0, 0, 1);
        }

        @Override
        public long hash() {
            return Hashes.of(id);
        }

        @Override
        public double expectedNanos(int promptTokens) {
            return promptTokens > 1_000 ? 1_000 / expected : expected;
        }

        @Override
        public double cost(Traits traits) {
            return cost;
        }
    }

    private static Map<String, Integer> shares(Balance balance, List<One> candidates, IntFunction<Traits> traits) {
        var balancer = Balancer.of(balance);
        var counts = new HashMap<String, Integer>();
        candidates.forEach(one -> counts.put(one.id, 0));
        for (int i = 0; i < CALLS; i++) {
            counts.merge(balancer.choose(candidates, traits.apply(i)).id, 1, Integer::sum);
        }
        return counts;
    }

    private static Traits keyed(int i) {
        return new Traits("session-" + i, "10." + (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255), 10);
    }

    private static void about(int count, double share) {
        double spread = 6 * Math.sqrt(CALLS * share * (1 - share));
        assertThat((double) count).isBetween(CALLS * share - spread - 1, CALLS * share + spread + 1);
    }

    private static final List<One> WEIGHTED = List.of(One.of("a", 1), One.of("b", 2), One.of("c", 3));

    @Test
    void roundRobinIsInTurnWhateverTheWeights() {
        var counts = shares(Balance.ROUND_ROBIN, WEIGHTED, i -> Traits.NONE);
        assertThat(counts.values()).containsOnly(CALLS / 3);
        var balancer = Balancer.of(Balance.ROUND_ROBIN);
        var order = new ArrayList<String>();
        for (int i = 0; i < 6; i++) {
            order.add(balancer.choose(WEIGHTED, Traits.NONE).id);
        }
        assertThat(order).containsExactly("a", "b", "c", "a", "b", "c");
    }

    @Test
    void randomIsEvenWhateverTheWeights() {
        var counts = shares(Balance.RANDOM, WEIGHTED, i -> Traits.NONE);
        counts.values().forEach(count -> about(count, 1 / 3.0));
    }

    @Test
    void weightedRoundRobinIsExactAndSmooth() {
        var counts = shares(Balance.WEIGHTED_ROUND_ROBIN, WEIGHTED, i -> Traits.NONE);
        assertThat(counts)
                .containsEntry("a", CALLS / 6)
                .containsEntry("b", CALLS / 3)
                .containsEntry("c", CALLS / 2);
        var balancer = Balancer.of(Balance.WEIGHTED_ROUND_ROBIN);
        var candidates = List.of(One.of("a", 5), One.of("b", 1), One.of("c", 1));
        var order = new StringBuilder();
        for (int i = 0; i < 7; i++) {
            order.append(balancer.choose(candidates, Traits.NONE).id);
        }
        assertThat(order).hasToString("aabacaa");
    }

    @Test
    void weightedRoundRobinStaysExactWhenOneGoesAndComesBack() {
        var balancer = Balancer.of(Balance.WEIGHTED_ROUND_ROBIN);
        var counts = new HashMap<String, Integer>();
        for (int i = 0; i < 6_000; i++) {
            var now = i % 3 == 0 ? List.of(WEIGHTED.get(0), WEIGHTED.get(2)) : WEIGHTED;
            counts.merge(balancer.choose(now, Traits.NONE).id, 1, Integer::sum);
        }
        assertThat(counts.get("c")).isGreaterThan(counts.get("a"));
        assertThat(counts.values().stream().mapToInt(i -> i).sum()).isEqualTo(6_000);
        assertThat(counts.get("b")).isPositive();
    }

    @Test
    void weightedIsByChanceInProportion() {
        var counts = shares(Balance.WEIGHTED, WEIGHTED, i -> Traits.NONE);
        about(counts.get("a"), 1 / 6.0);
        about(counts.get("b"), 1 / 3.0);
        about(counts.get("c"), 1 / 2.0);
    }

    @Test
    void leastRequestsTakesWhoHasTheFewestForItsWeight() {
        var balancer = Balancer.of(Balance.LEAST_REQUESTS);
        var busy = new One("busy", 1, 5, 0, 0, 1);
        var idle = new One("idle", 1, 1, 0, 0, 1);
        var strong = new One("strong", 10, 5, 0, 0, 1);
        assertThat(balancer.choose(List.of(busy, idle), Traits.NONE)).isSameAs(idle);
        assertThat(balancer.choose(List.of(busy, idle, strong), Traits.NONE)).isSameAs(strong);
        var counts = shares(Balance.LEAST_REQUESTS, List.of(One.of("a", 1), One.of("b", 1)), i -> Traits.NONE);
        assertThat(counts.values()).containsOnly(CALLS / 2);
    }

    @Test
    void powerOfTwoPrefersTheFastAndTheIdle() {
        var slow = new One("slow", 1, 0, 100e6, 0, 1);
        var fast = new One("fast", 1, 0, 1e6, 0, 1);
        var fastAndBusy = new One("busy", 1, 500, 1e6, 0, 1);
        assertThat(Balancer.of(Balance.POWER_OF_TWO).choose(List.of(slow, fast), Traits.NONE))
                .isSameAs(fast);
        assertThat(Balancer.of(Balance.POWER_OF_TWO).choose(List.of(slow, fastAndBusy), Traits.NONE))
                .isSameAs(slow);
        var counts = shares(Balance.POWER_OF_TWO, List.of(slow, fast, fastAndBusy), i -> Traits.NONE);
        about(counts.get("fast"), 2 / 3.0);
        about(counts.get("slow"), 1 / 3.0);
        assertThat(counts.get("busy")).isZero();
    }

    @ParameterizedTest
    @EnumSource(names = {"CONSISTENT_HASH", "IP_HASH"})
    void hashesKeepAKeyWithItsCandidateAndSpreadKeysByWeight(Balance balance) {
        var balancer = Balancer.of(balance);
        for (int i = 0; i < 100; i++) {
            assertThat(balancer.choose(WEIGHTED, keyed(i))).isSameAs(balancer.choose(WEIGHTED, keyed(i)));
        }
        var counts = shares(balance, WEIGHTED, BalancerTest::keyed);
        about(counts.get("a"), 1 / 6.0);
        about(counts.get("b"), 1 / 3.0);
        about(counts.get("c"), 1 / 2.0);
    }

    @ParameterizedTest
    @EnumSource(names = {"CONSISTENT_HASH", "IP_HASH"})
    void removingOneOfFiveMovesAboutAFifthAndNobodyElse(Balance balance) {
        var balancer = Balancer.of(balance);
        var five = new ArrayList<One>();
        for (int i = 0; i < 5; i++) {
            five.add(One.of("10.0.0." + i + ":8000", 1));
        }
        var four = five.subList(0, 4);
        int moved = 0;
        for (int i = 0; i < CALLS; i++) {
            var before = balancer.choose(five, keyed(i));
            var after = balancer.choose(four, keyed(i));
            if (before != after) {
                moved++;
                assertThat(before).isSameAs(five.get(4));
            }
        }
        about(moved, 0.2);
    }

    @Test
    void aCallWithoutAKeyIsSpread() {
        var counts = shares(Balance.CONSISTENT_HASH, WEIGHTED, i -> Traits.NONE);
        assertThat(counts).containsEntry("a", CALLS / 6).containsEntry("c", CALLS / 2);
    }

    @Test
    void lowestLatencyGoesByTheSizeOfThePromptAndAsksWhoIsNotKnown() {
        var balancer = Balancer.of(Balance.LOWEST_LATENCY);
        var quickWithSmall = new One("small", 1, 0, 0, 10, 1);
        var quickWithLarge = new One("large", 1, 0, 0, 40, 1);
        var both = List.of(quickWithSmall, quickWithLarge);
        assertThat(balancer.choose(both, new Traits(null, "", 10))).isSameAs(quickWithSmall);
        assertThat(balancer.choose(both, new Traits(null, "", 9_000))).isSameAs(quickWithLarge);
        var unknown = new One("unknown", 1, 0, 0, 0, 1);
        var asked = new One("asked", 1, 1, 0, 0, 1);
        assertThat(balancer.choose(List.of(quickWithSmall, unknown), Traits.NONE))
                .isSameAs(unknown);
        assertThat(balancer.choose(List.of(quickWithSmall, asked), Traits.NONE)).isSameAs(quickWithSmall);
    }

    @Test
    void lowestCostTakesTheCheapestAndTheUnknownLast() {
        var balancer = Balancer.of(Balance.LOWEST_COST);
        var dear = new One("dear", 1, 0, 0, 0, 9);
        var cheap = new One("cheap", 1, 3, 0, 0, 2);
        var unknown = new One("unknown", 1, 0, 0, 0, Double.POSITIVE_INFINITY);
        assertThat(balancer.choose(List.of(unknown, dear, cheap), Traits.NONE)).isSameAs(cheap);
        assertThat(balancer.choose(List.of(unknown, dear), Traits.NONE)).isSameAs(dear);
        assertThat(balancer.choose(List.of(unknown), Traits.NONE)).isSameAs(unknown);
        var idle = new One("idle", 1, 0, 0, 0, 2);
        assertThat(balancer.choose(List.of(cheap, idle), Traits.NONE)).isSameAs(idle);
    }

    @ParameterizedTest
    @EnumSource
    void everyBalancerTakesTheOnlyOne(Balance balance) {
        var only = One.of("only", 1);
        assertThat(Balancer.of(balance).choose(List.of(only), keyed(1))).isSameAs(only);
    }
}
