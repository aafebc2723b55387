package io.polygate.routing.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AdaptiveLimitTest {

    private static final Duration USUAL = Duration.ofMillis(20);
    private static final Duration SLOW = Duration.ofMillis(800);
    private static final int MOST = 64;
    private static final int FEW = 12;

    private final Pools pools = Pools.of(1);

    @Test
    void anEndpointThatGetsSlowGetsFewerCallsAtOnce() {
        seconds(5, USUAL, Duration.ZERO);
        assertThat(limit()).isEqualTo(MOST);
        seconds(5, SLOW, Duration.ZERO);
        assertThat(limit()).isLessThan(MOST);
        seconds(20, USUAL, Duration.ZERO);
        assertThat(limit()).isEqualTo(MOST);
    }

    @Test
    void answersThatTheShardItselfWasLateToSeeAreNotHeldAgainstTheEndpoint() {
        seconds(5, USUAL, Duration.ZERO);
        seconds(5, SLOW, SLOW.minus(USUAL));
        assertThat(limit()).isEqualTo(MOST);
        assertThat(pools.view("e1").latency()).isLessThan(SLOW);
    }

    @Test
    void aShortPauseOfTheShardHidesNoSlowEndpoint() {
        seconds(5, USUAL, Duration.ZERO);
        seconds(5, SLOW, USUAL);
        assertThat(limit()).isLessThan(MOST);
    }

    @Test
    void itIsKnownWithTheFirstByteOfAnAnswerThatGoesOn() {
        seconds(5, USUAL, Duration.ZERO);
        var open = IntStream.range(0, MOST / 2).mapToObj(i -> pools.take()).toList();
        for (int i = 0; i < 4; i++) {
            pools.pass(SLOW);
            open.subList(i * 8, i * 8 + 8).forEach(lease -> lease.firstByte(pools.clock.get()));
        }
        assertThat(limit()).isLessThan(MOST);
        open.forEach(lease -> lease.ended(Ended.ok(1)));
    }

    @Test
    void aFewCallsOfASlowerModelSayNothingAboutHowManyTheEndpointCanTake() {
        seconds(5, USUAL, Duration.ZERO);
        seconds(20, SLOW, Duration.ZERO, FEW);
        assertThat(limit()).isEqualTo(MOST);
    }

    /// Calls of that length, as many at once as there may be.
    private void seconds(int count, Duration wait, Duration own) {
        seconds(count, wait, own, MOST);
    }

    private void seconds(int count, Duration wait, Duration own, int most) {
        long until = pools.clock.get() + Duration.ofSeconds(count).toNanos();
        while (pools.clock.get() < until) {
            List<Lease> leases = IntStream.range(0, Math.min(most, limit()))
                    .mapToObj(i -> pools.take())
                    .toList();
            pools.pass(wait);
            leases.forEach(lease -> {
                lease.firstByte(pools.clock.get(), own.toNanos());
                lease.ended(Ended.ok(1));
            });
        }
    }

    private int limit() {
        return pools.view("e1").limit();
    }
}
