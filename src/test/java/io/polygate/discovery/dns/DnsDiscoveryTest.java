package io.polygate.discovery.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.discovery.DiscoveryLimits;
import io.polygate.discovery.DiscoverySource;
import io.polygate.discovery.DiscoverySource.DnsRecords;
import io.polygate.discovery.DiscoverySource.Reach;
import io.polygate.discovery.Endpoint;
import io.polygate.discovery.Found;
import io.polygate.testing.FakeDns;
import io.polygate.testing.Wait;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Endpoints from DNS, against a small name server.
final class DnsDiscoveryTest {

    private static final int SERVFAIL = 2;

    private final FakeDns dns = new FakeDns();

    @AfterEach
    void close() {
        dns.close();
    }

    private Found of(String name, DnsRecords records) {
        return of(name, records, Duration.ofMinutes(10), Found.OPENAI);
    }

    private Found of(String name, DnsRecords records, Duration staleFor, Reach reach) {
        var source = new DiscoverySource.Dns(
                name, records, 8000, dns.address(), Duration.ofMillis(100), Duration.ofSeconds(5), staleFor, reach);
        return new Found(dns.vertx(), () -> new DnsDiscovery(dns.vertx(), source, DiscoveryLimits.DEFAULT));
    }

    @Test
    void theLastKnownServeOnWhenThereAreMoreThanMayBe() {
        dns.host("models.internal", 0, "10.0.0.1", "10.0.0.2");
        var source = new DiscoverySource.Dns(
                "models.internal",
                DnsRecords.A,
                8000,
                dns.address(),
                Duration.ofMillis(20),
                Duration.ofMillis(100),
                Duration.ofMinutes(10),
                Found.OPENAI);
        var limits = new DiscoveryLimits(1 << 20, 2);
        try (var found = new Found(dns.vertx(), () -> new DnsDiscovery(dns.vertx(), source, limits))) {
            found.until(list -> list.size() == 2);
            dns.host("models.internal", 0, "10.0.0.3", "10.0.0.4", "10.0.0.5");
            int asked = dns.seen().size();
            Wait.until(dns.vertx(), () -> dns.seen().size() > asked + 2);
            assertThat(found.now()).extracting(Endpoint::id).containsExactly("10.0.0.1:8000", "10.0.0.2:8000");
            dns.host("models.internal", 0, "10.0.0.3");
            found.until(list -> list.size() == 1);
        }
    }

    @Test
    void eachAddressIsAnEndpoint() {
        dns.host("models.internal", 0, "10.0.0.2", "10.0.0.1", "fd00::1");
        try (var found = of("models.internal", DnsRecords.ADDRESS)) {
            found.until(list -> list.size() == 3);
            assertThat(found.urls())
                    .containsExactlyInAnyOrder(
                            "http://10.0.0.1:8000/v1",
                            "http://10.0.0.2:8000/v1",
                            "http://[fd00:0:0:0:0:0:0:1]:8000/v1");
        }
        try (var found = of("models.internal", DnsRecords.A)) {
            found.until(list -> list.size() == 2);
        }
    }

    @Test
    void asksAgainWhenTheTimeToLiveEnds() {
        dns.host("models.internal", 0, "10.0.0.1");
        try (var found = of("models.internal", DnsRecords.A)) {
            found.until(list -> list.size() == 1);
            dns.host("models.internal", 3600, "10.0.0.1", "10.0.0.2");
            found.until(list -> list.size() == 2);
            int asked = dns.seen().size();
            dns.forget("models.internal");
            found.until(List::isEmpty);
            assertThat(dns.seen().size()).isGreaterThan(asked);
        }
    }

    @Test
    void ofServiceRecordsThoseOfTheLowestPriorityCount() {
        dns.server("_http._tcp.models.internal", 0, 10, 30, 8001, "a.internal")
                .server("_http._tcp.models.internal", 0, 10, 0, 8002, "b.internal")
                .server("_http._tcp.models.internal", 0, 20, 50, 8003, "c.internal")
                .host("a.internal", 0, "10.0.0.1")
                .host("b.internal", 0, "10.0.0.2")
                .host("c.internal", 0, "10.0.0.3");
        try (var found = of("_http._tcp.models.internal", DnsRecords.SRV)) {
            var list = found.until(all -> all.size() == 2);
            assertThat(list).extracting(Endpoint::id).containsExactly("10.0.0.1:8001", "10.0.0.2:8002");
            assertThat(list).extracting(Endpoint::weight).containsExactly(30, 1);
        }
    }

    @Test
    void overTlsTheNameStays() {
        dns.host("models.internal", 0, "10.0.0.1", "10.0.0.2");
        var secure = new Reach("https", "/v1", "openai");
        try (var found = of("models.internal", DnsRecords.A, Duration.ofMinutes(1), secure)) {
            found.until(list -> list.size() == 1);
            assertThat(found.urls()).containsExactly("https://models.internal:8000/v1");
        }
    }

    @Test
    void theLastKnownServeOnWhileTheServerFails() {
        dns.host("models.internal", 0, "10.0.0.1");
        try (var found = of("models.internal", DnsRecords.A, Duration.ofMillis(700), Found.OPENAI)) {
            found.until(list -> list.size() == 1);
            dns.fails(SERVFAIL);
            found.until(List::isEmpty);
            dns.fails(0);
            found.until(list -> list.size() == 1);
            assertThat(found.told()).hasSize(3);
        }
    }

    @Test
    void aNameThatIsGoneIsEmptyAtOnce() {
        dns.host("models.internal", 0, "10.0.0.1");
        try (var found = of("models.internal", DnsRecords.ADDRESS)) {
            found.until(list -> list.size() == 1);
            dns.forget("models.internal");
            found.until(List::isEmpty);
        }
    }
}
