package io.polygate.routing.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.routing.endpoint.Breaker.Permit;
import io.polygate.routing.endpoint.EndpointPolicy.BreakerPolicy;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// The states of a breaker, on a clock that the test moves.
final class BreakerTest {

    private static final BreakerPolicy POLICY =
            new BreakerPolicy(Duration.ofSeconds(10), 0.5, Duration.ofSeconds(2), 10);
    private static final long SECOND = 1_000_000_000;

    private long now = 77 * SECOND;
    private final Breaker breaker = new Breaker(POLICY, now);

    private void calls(int good, int bad) {
        for (int i = 0; i < good; i++) {
            breaker.ended(breaker.take(now), false, now);
        }
        for (int i = 0; i < bad; i++) {
            breaker.ended(breaker.take(now), true, now);
        }
    }

    @Test
    void staysClosedBelowTheRatioAndBelowTheFewestCalls() {
        calls(0, 9);
        assertThat(breaker.state(now)).isEqualTo(BreakerState.CLOSED);
        now += 11 * SECOND;
        calls(20, 19);
        assertThat(breaker.state(now)).isEqualTo(BreakerState.CLOSED);
        assertThat(breaker.take(now)).isEqualTo(Permit.CALL);
    }

    @Test
    void opensAtTheRatioAndLetsNobodyThrough() {
        calls(5, 5);
        assertThat(breaker.state(now)).isEqualTo(BreakerState.OPEN);
        assertThat(breaker.take(now)).isEqualTo(Permit.NONE);
        assertThat(breaker.opensIn(now)).isEqualTo(2 * SECOND);
    }

    @Test
    void forgetsWhatIsOlderThanTheWindow() {
        calls(0, 9);
        now += 10 * SECOND;
        calls(0, 5);
        assertThat(breaker.state(now)).isEqualTo(BreakerState.CLOSED);
        calls(0, 5);
        assertThat(breaker.state(now)).isEqualTo(BreakerState.OPEN);
    }

    @Test
    void isHalfOpenAfterAWhileAndOneTrialDecides() {
        calls(0, 10);
        now += 2 * SECOND;
        assertThat(breaker.state(now)).isEqualTo(BreakerState.HALF_OPEN);
        assertThat(breaker.take(now)).isEqualTo(Permit.TRIAL);
        assertThat(breaker.take(now)).isEqualTo(Permit.NONE);
        breaker.ended(Permit.TRIAL, true, now);
        assertThat(breaker.state(now)).isEqualTo(BreakerState.OPEN);
        now += 2 * SECOND;
        breaker.ended(breaker.take(now), false, now);
        assertThat(breaker.state(now)).isEqualTo(BreakerState.CLOSED);
        calls(0, 9);
        assertThat(breaker.state(now)).isEqualTo(BreakerState.CLOSED);
    }

    @Test
    void aTrialThatSaysNothingIsGivenAgain() {
        calls(0, 10);
        now += 2 * SECOND;
        breaker.released(breaker.take(now));
        assertThat(breaker.take(now)).isEqualTo(Permit.TRIAL);
    }

    @Test
    void isHopelessOnlyWhereNothingWorked() {
        calls(0, 19);
        assertThat(breaker.hopeless(now)).isFalse();
        var other = new Breaker(POLICY, now);
        for (int i = 0; i < 20; i++) {
            other.ended(Permit.CALL, true, now);
        }
        assertThat(other.hopeless(now)).isTrue();
        other.ended(Permit.CALL, false, now);
        assertThat(other.hopeless(now)).isFalse();
    }
}
