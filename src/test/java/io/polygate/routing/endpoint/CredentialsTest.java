package io.polygate.routing.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.Header;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Which credential a call gets, on a clock that the test moves.
final class CredentialsTest {

    private final Pools pools = Pools.of(1, "k1", "k2", "k3");

    private String next(Ended how) {
        var lease = pools.take();
        var credential = lease.credential();
        lease.ended(how);
        return credential == null ? "" : credential.value().value();
    }

    @Test
    void severalShareTheCalls() {
        assertThat(List.of(next(Ended.ok(1)), next(Ended.ok(1)), next(Ended.ok(1))))
                .containsExactlyInAnyOrder("k1", "k2", "k3");
    }

    @Test
    void aRefusedOneRestsAndTheEndpointDoesNot() {
        var bad = next(Pools.failed(ErrorKind.UPSTREAM_AUTH));
        for (int i = 0; i < 10; i++) {
            assertThat(next(Ended.ok(1))).isNotEqualTo(bad);
        }
        assertThat(pools.view("e1").state()).isEqualTo(PoolView.State.HEALTHY);
        assertThat(pools.pool.view().credentials())
                .filteredOn(view -> view.why().equals("refused"))
                .singleElement()
                .satisfies(view -> assertThat(view.backIn()).isEqualTo(Duration.ofMinutes(1)));
        pools.pass(Duration.ofMinutes(1));
        assertThat(List.of(next(Ended.ok(1)), next(Ended.ok(1)), next(Ended.ok(1))))
                .contains(bad);
    }

    @Test
    void retryAfterIsObeyedToTheSecond() {
        var limited = next(Pools.failed(ErrorKind.RATE_LIMITED, Duration.ofSeconds(7)));
        pools.pass(Duration.ofMillis(6_999));
        for (int i = 0; i < 6; i++) {
            assertThat(next(Ended.ok(1))).isNotEqualTo(limited);
        }
        pools.pass(Duration.ofMillis(1));
        assertThat(List.of(next(Ended.ok(1)), next(Ended.ok(1)), next(Ended.ok(1))))
                .contains(limited);
    }

    @Test
    void aLimitWithoutATimeRestsLongerEachTime() {
        var two = Pools.of(1, "k1", "k2");
        two.take("#2").ended(Pools.failed(ErrorKind.RATE_LIMITED));
        assertThat(two.pool.view().credentials().getFirst().backIn()).isEqualTo(Duration.ofSeconds(1));
        two.pass(Duration.ofSeconds(1));
        two.take("#2").ended(Pools.failed(ErrorKind.RATE_LIMITED));
        assertThat(two.pool.view().credentials().getFirst().backIn()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void whenAllRestTheReasonSaysWhenToComeBack() {
        next(Pools.failed(ErrorKind.RATE_LIMITED, Duration.ofSeconds(7)));
        next(Pools.failed(ErrorKind.RATE_LIMITED, Duration.ofSeconds(5)));
        next(Pools.failed(ErrorKind.UPSTREAM_AUTH));
        var nobody = pools.refused();
        assertThat(nobody.reason().kind()).isEqualTo(ErrorKind.RATE_LIMITED);
        assertThat(nobody.reason().retryAfter()).isEqualTo(Duration.ofSeconds(5));
        assertThat(nobody.rejected()).hasSize(3);
        assertThat(pools.pool.pickAnyway(Pools.wanted())).isInstanceOf(Pick.Nobody.class);
    }

    @Test
    void whenAllAreRefusedItIsNotTheCallersFault() {
        for (int i = 0; i < 3; i++) {
            next(Pools.failed(ErrorKind.UPSTREAM_AUTH));
        }
        assertThat(pools.refused().reason().kind()).isEqualTo(ErrorKind.UPSTREAM_AUTH);
    }

    @Test
    void oneThatIsForbiddenIsOnlyLeftOutByThatCallUntilItsBreakerOpens() {
        var two = Pools.of(1, "k1", "k2");
        var lease = two.take("#2");
        lease.ended(Pools.failed(ErrorKind.PERMISSION_DENIED));
        assertThat(two.take(lease.credentialId()).credentialId()).isEqualTo("#2");
        assertThat(two.take("#2").credentialId()).isEqualTo("#1");
        for (int i = 0; i < 9; i++) {
            two.take("#2").ended(Pools.failed(ErrorKind.PERMISSION_DENIED));
        }
        assertThat(two.refused("#2").rejected()).contains(new Rejected("#1", CredentialState.BREAKER));
    }

    @Test
    void theOnlyOneIsAlwaysUsedAndItsEndpointRestsInstead() {
        var one = Pools.of(2, "k1");
        one.call("e1", Pools.failed(ErrorKind.RATE_LIMITED, Duration.ofSeconds(3)));
        var lease = one.take();
        assertThat(lease.endpoint().id()).isEqualTo("e2");
        assertThat(lease.credentialId()).isEmpty();
        assertThat(lease.credential()).isNotNull();
    }

    @Test
    void whatIsKnownOfACredentialSurvivesAChangeOfTheOthers() {
        var bad = next(Pools.failed(ErrorKind.UPSTREAM_AUTH));
        pools.use(EndpointPolicy.DEFAULT, Pools.endpoints(1), "k9", "k1", "k2", "k3");
        for (int i = 0; i < 12; i++) {
            assertThat(next(Ended.ok(1))).isNotEqualTo(bad);
        }
    }

    @Test
    void readsWhenAQuotaBeginsAnew() {
        var now = Instant.parse("2026-01-31T12:00:00Z");
        assertThat(ResetHeaders.wait(
                        Map.of(
                                "x-ratelimit-reset-requests", "1s",
                                "x-ratelimit-reset-tokens", "6m0s",
                                "x-ratelimit-remaining-tokens", "0",
                                "x-ratelimit-remaining-requests", "12"),
                        now))
                .isEqualTo(Duration.ofMinutes(6));
        assertThat(ResetHeaders.wait(Map.of("anthropic-ratelimit-tokens-reset", "2026-01-31T12:00:30Z"), now))
                .isEqualTo(Duration.ofSeconds(30));
        assertThat(ResetHeaders.wait(Map.of("x-ratelimit-reset", "" + (now.toEpochMilli() + 2_500)), now))
                .isEqualTo(Duration.ofMillis(2_500));
        assertThat(ResetHeaders.wait(Map.of("x-ratelimit-reset", "soon"), now)).isNull();
        assertThat(ResetHeaders.wait(Map.of("x-ratelimit-reset-requests", "120ms"), now))
                .isEqualTo(Duration.ofMillis(120));
    }

    @Test
    void oneOutOfQuotaRestsUntilItsReset() {
        var headers = List.of(new Header("X-RateLimit-Reset-Requests", "2h"));
        var error = GatewayError.of(ErrorKind.RATE_LIMITED, "no more")
                .withVendorWords("insufficient_quota", "insufficient_quota")
                .withOriginal(new GatewayError.Original("openai", "{}", headers));
        next(Ended.failed(error));
        assertThat(pools.pool.view().credentials())
                .filteredOn(view -> view.why().equals("out of quota"))
                .singleElement()
                .satisfies(view -> assertThat(view.backIn()).isEqualTo(Duration.ofHours(2)));
    }
}
