package io.polygate.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.discovery.DiscoverySource;
import io.polygate.discovery.DiscoverySource.DnsRecords;
import io.polygate.provider.Balance;
import io.polygate.provider.HealthConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The keys of discovery, as operators write them.
final class DiscoverySchemaTest {

    @TempDir
    Path folder;

    private GatewayConfig load(String... lines) {
        return Loading.accepted(Loading.sources(Loading.file(folder, String.join("\n", lines) + "\n")));
    }

    private List<String> refused(String... lines) {
        return Loading.refused(Loading.sources(Loading.file(folder, String.join("\n", lines) + "\n")));
    }

    @Test
    void readsTheDocumentedShape() {
        var config = load(
                "consul: {address: http://127.0.0.1:8500, token: \"${CONSUL_HTTP_TOKEN:-}\", datacenter: dc1, register: true}",
                "providers:",
                "  - {id: local, dialect: openai, discovery: {type: static, endpoints: [{url: http://10.0.0.1:8000/v1,"
                        + " weight: 3, zone: a}, {url: http://10.0.0.2:8000/v1}]},",
                "     balance: least_requests, health: {path: /health, interval: 2s, timeout: 1s, unhealthy-after: 2,"
                        + " healthy-after: 2}, limits: {concurrent: 64, queue: 256, queue-timeout: 2s}}",
                "  - {id: workers, dialect: openai, discovery: {type: consul, service: model-worker, tags: [gpu]}}");
        assertThat(config.consul().register()).isTrue();
        assertThat(config.consul().token().value()).isEmpty();
        assertThat(config.consul().staleFor()).isEqualTo(Duration.ofMinutes(10));
        var local = config.providers().getFirst();
        assertThat(local.baseUrl()).isNull();
        assertThat(local.balance()).isEqualTo(Balance.LEAST_REQUESTS);
        assertThat(local.health())
                .isEqualTo(new HealthConfig(
                        HealthConfig.Type.HTTP, "/health", Duration.ofSeconds(2), Duration.ofSeconds(1), 2, 2));
        assertThat(config.sources().get("local")).isInstanceOfSatisfying(DiscoverySource.Static.class, source -> {
            assertThat(source.endpoints()).hasSize(2);
            assertThat(source.endpoints().getFirst().weight()).isEqualTo(3);
            assertThat(source.endpoints().getFirst().zone()).isEqualTo("a");
        });
        assertThat(config.providers().get(1).balance()).isEqualTo(Balance.POWER_OF_TWO);
        assertThat(config.providers().get(1).health()).isNull();
        assertThat(config.sources().get("workers"))
                .isEqualTo(new DiscoverySource.Consul(
                        "model-worker", List.of("gpu"), new DiscoverySource.Reach("http", "/v1", "openai")));
    }

    @Test
    void aNameOfServiceRecordsIsSeenByItsUnderscore() {
        var config = load(
                "providers:",
                "  - {id: a, dialect: gemini, discovery: {type: dns, service: _http._tcp.models.internal}}",
                "  - {id: b, dialect: openai, base-url: https://ignored/openai, discovery: {type: dns, service: m.internal, port: 8443}}",
                "  - {id: c, dialect: openai, discovery: {type: kubernetes, namespace: ai, selector: \"app=w\", port: http, path: /serve/}}");
        assertThat(config.sources().get("a")).isInstanceOfSatisfying(DiscoverySource.Dns.class, dns -> {
            assertThat(dns.records()).isEqualTo(DnsRecords.SRV);
            assertThat(dns.reach().path()).isEqualTo("/v1beta");
        });
        assertThat(config.sources().get("b")).isInstanceOfSatisfying(DiscoverySource.Dns.class, dns -> {
            assertThat(dns.records()).isEqualTo(DnsRecords.ADDRESS);
            assertThat(dns.port()).isEqualTo(8443);
            assertThat(dns.reach().scheme()).isEqualTo("https");
            assertThat(dns.reach().path()).isEqualTo("/openai");
        });
        assertThat(config.sources().get("c")).isInstanceOfSatisfying(DiscoverySource.Kubernetes.class, pods -> {
            assertThat(pods.namespace()).isEqualTo("ai");
            assertThat(pods.selector()).isEqualTo("app=w");
            assertThat(pods.reach().path()).isEqualTo("/serve");
        });
    }

    @Test
    void saysWhatIsWrongWhereAndWhatWasExpected() {
        assertThat(refused(
                        "providers:",
                        "  - {id: a, dialect: openai, discovery: {type: consol}}",
                        "  - {id: b, dialect: openai, discovery: {type: consul, tag: gpu}}",
                        "  - {id: c, dialect: openai, discovery: {type: static, endpoints: []}}",
                        "  - {id: d, dialect: openai, discovery: {type: kubernetes}}",
                        "  - {id: e, dialect: openai, discovery: {type: dns, service: m, port: http}}",
                        "  - {id: f, dialect: openai, balance: fastest, base-url: http://a}",
                        "  - {id: g, dialect: openai}",
                        "  - {id: h, dialect: openai, discovery: {type: static, endpoints: [{weight: 1}]}}"))
                .containsExactlyInAnyOrder(
                        "gateway.yaml:2: providers[0].discovery.type: \"consol\" (expected: one of static, consul,"
                                + " kubernetes, dns)",
                        "gateway.yaml:3: providers[1].discovery.service: missing (expected: a service's name)",
                        "gateway.yaml:3: providers[1].discovery.tag: unknown key (expected: tags)",
                        "gateway.yaml:4: providers[2].discovery.endpoints: none (expected: at least one endpoint, or"
                                + " file: PATH)",
                        "gateway.yaml:5: providers[3].discovery.service: missing (expected: a service's name, or"
                                + " selector: LABELS)",
                        "gateway.yaml:6: providers[4].discovery.port: \"http\" (expected: a whole number from 1 to"
                                + " 65535)",
                        "gateway.yaml:7: providers[5].balance: \"fastest\" (expected: one of round_robin, random,"
                                + " weighted_round_robin, weighted, least_requests, power_of_two, ip_hash,"
                                + " consistent_hash, lowest_latency, lowest_cost)",
                        "gateway.yaml:8: providers[6].base-url: missing (expected: an address as https://host/path,"
                                + " without a query)",
                        "gateway.yaml:9: providers[7].discovery.endpoints[0].url: missing (expected: an address as"
                                + " https://host/path, without a query)");
    }

    @Test
    void thePrintedConfigurationLoadsAgain() {
        var config = load(
                "consul: {token: sesame}",
                "providers:",
                "  - {id: local, dialect: openai, discovery: {type: static, endpoints: [{url: http://10.0.0.1:8000/v1}]}}",
                "  - {id: w, dialect: openai, discovery: {type: consul, service: s}, health: {type: models}}");
        assertThat(config.redacted()).doesNotContain("sesame");
        var again = Loading.accepted(Loading.sources(Loading.file(folder, config.redacted()), Map.of()));
        assertThat(again.sources()).isEqualTo(config.sources());
        assertThat(again.providers()).isEqualTo(config.providers());
    }
}
