package io.polygate.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.cluster.ClusterConfig;
import io.polygate.identity.AuthConfig;
import io.polygate.identity.KeyConfig;
import io.polygate.provider.ProviderConfig;
import io.polygate.routing.rule.ModelConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfigLoaderTest {

    private static final String WHOLE = """
            server: {host: 0.0.0.0, port: 8081, max-body: 1MiB, header-timeout: 250ms, cors: {origins: ["https://a.example"]}}
            management: {port: 0}
            auth: {mode: open}
            keys: [{name: dev, key: sk-dev}, {name: app, key: "${APP_KEY}", role: member}]
            providers:
              - {id: one, dialect: openai, base-url: https://one.example/v1/, headers: {X-Title: mine},
                 credentials: [{value: "${ONE_KEY:-sk-none}", weight: 3}], timeouts: {connect: 1s, total: 2m}}
            models:
              - {name: fast, aliases: [quick], targets: [{provider: one, model: small, weight: 9, priority: 2}]}
            cluster: {enabled: true, peers: ["10.0.0.1:5701"], roles: [doors]}
            runtime: {event-loops: 2}
            """;

    @TempDir
    Path folder;

    @Test
    void holdsTheDefaultsWithoutAnyFile() {
        var config = Loading.accepted(ConfigSources.of(new String[0], Map.of()));
        assertThat(config.version()).isEqualTo(1);
        assertThat(config.server().host()).isEqualTo("127.0.0.1");
        assertThat(config.server().port()).isEqualTo(8080);
        assertThat(config.server().maxBodyBytes()).isEqualTo(32 << 20);
        assertThat(config.server().tls()).isNull();
        assertThat(config.management().port()).isEqualTo(9090);
        assertThat(config.auth().mode()).isEqualTo(AuthConfig.Mode.KEYS);
    }

    @Test
    void readsEverySectionOfAFile() {
        var config = Loading.accepted(Loading.sources(Loading.file(folder, WHOLE), Map.of("APP_KEY", "sk-app")));
        assertThat(config.server().headerTimeout()).isEqualTo(Duration.ofMillis(250));
        assertThat(config.server().cors().origins()).containsExactly("https://a.example");
        assertThat(config.keys())
                .extracting(KeyConfig::role)
                .containsExactly(KeyConfig.Role.ADMIN, KeyConfig.Role.MEMBER);
        assertThat(config.keys().get(1).key().value()).isEqualTo("sk-app");
        var provider = config.providers().getFirst();
        assertThat(provider.baseUrl()).hasToString("https://one.example/v1");
        assertThat(provider.headers()).containsExactly(Map.entry("X-Title", "mine"));
        assertThat(provider.credentials().getFirst().value().value()).isEqualTo("sk-none");
        assertThat(provider.timeouts())
                .isEqualTo(new ProviderConfig.Timeouts(
                        Duration.ofSeconds(1), Duration.ofSeconds(60), Duration.ofSeconds(60), Duration.ofMinutes(2)));
        assertThat(config.models())
                .containsExactly(new ModelConfig(
                        "fast", List.of("quick"), List.of(new ModelConfig.Target("one", "small", 9, 2))));
        assertThat(config.cluster().roles()).containsExactly(ClusterConfig.Role.DOORS);
        assertThat(config.runtime().eventLoops()).isEqualTo(2);
    }

    @Test
    void readsJsonIndentedWithTabs() {
        var file = Loading.file(folder, "{\n\t\"server\": {\n\t\t\"port\": 8082,\n\t\t\"host\": \"::1\"\n\t}\n}\n");
        assertThat(Loading.accepted(Loading.sources(file)).server().port()).isEqualTo(8082);
    }

    @Test
    void readsAPathBelowOnesHome() {
        var file = Loading.file(folder, "data: {presets: ~/no/such/folder}\n");
        assertThat(Loading.refused(Loading.sources(file)).getFirst())
                .contains("\"" + System.getProperty("user.home") + "/no/such/folder\"");
    }

    @Test
    void readsAnEmptyFileAsTheDefaults() {
        assertThat(Loading.accepted(Loading.sources(Loading.file(folder, "")))
                        .server()
                        .port())
                .isEqualTo(8080);
    }

    @Test
    void tellsEveryProblemWithItsLinePathValueAndWhatWasExpected() {
        var file = Loading.file(folder, """
                server:
                  prot: 8081
                  port: 80800
                  max-body: 32
                  header-timeout: 10
                  tls: {cert: /nowhere/tls.crt}
                sever: {}
                keys:
                  - {name: dev, key: sk-dev}
                  - {name: dev, key: sk-dev, role: boss}
                providers:
                  - {id: one, dialect: openai, base-url: "ftp://one", credentials: [{value: "${MISSING_KEY}"}]}
                  - {id: one, dialect: klingon, base-url: https://x.example}
                models:
                  - {name: fast, targets: [{provider: on, model: small}]}
                  - {name: slow, aliases: [fast], targets: []}
                  - targets: text
                """);
        assertThat(Loading.refused(Loading.sources(file)))
                .containsExactlyInAnyOrder(
                        "gateway.yaml:2: server.prot: unknown key (expected: port)",
                        "gateway.yaml:3: server.port: \"80800\" (expected: a whole number from 0 to 65535)",
                        "gateway.yaml:4: server.max-body: \"32\" (expected: a size from 1KiB to 4GiB, as 16KiB or 32MiB)",
                        "gateway.yaml:5: server.header-timeout: \"10\""
                                + " (expected: a time from 1ms to 24h, as 250ms, 10s or 5m)",
                        "gateway.yaml:6: server.tls.key: missing (expected: a path)",
                        "gateway.yaml:6: server.tls.cert: \"/nowhere/tls.crt\" (expected: a readable PEM file)",
                        "gateway.yaml:7: sever: unknown key (expected: server)",
                        "gateway.yaml:10: keys[1].role: \"boss\" (expected: one of admin, member)",
                        "gateway.yaml:10: keys[1].name: \"dev\""
                                + " (expected: one that is not taken: keys[0].name is the same)",
                        "gateway.yaml:10: keys[1].key: *** (expected: one that is not taken: keys[0].key is the same)",
                        "gateway.yaml:12: providers[0].base-url: \"ftp://one\""
                                + " (expected: an address as https://host/path, without a query)",
                        "gateway.yaml:12: providers[0].credentials[0].value: \"${MISSING_KEY}\" (expected: the"
                                + " environment variable MISSING_KEY to be set, or a default as ${MISSING_KEY:-default})",
                        "gateway.yaml:13: providers[1].dialect: \"klingon\" (expected: one of "
                                + String.join(", ", ProviderSchema.DIALECTS) + ")",
                        "gateway.yaml:13: providers[1].id: \"one\""
                                + " (expected: one that is not taken: providers[0].id is the same)",
                        "gateway.yaml:15: models[0].targets[0].provider: \"on\" (expected: provider one)",
                        "gateway.yaml:16: models[1].aliases[0]: \"fast\""
                                + " (expected: one that is not taken: models[0].name is the same)",
                        "gateway.yaml:16: models[1].targets: none (expected: at least one target)",
                        "gateway.yaml:17: models[2].name: missing (expected: 1 to 256 characters without spaces)",
                        "gateway.yaml:17: models[2].targets: \"text\" (expected: a list)");
    }

    @Test
    void tellsADescriptorSetThatIsNotThere() {
        var file = Loading.file(folder, """
                providers:
                  - id: library
                    dialect: grpc
                    descriptors: /nowhere/library.binpb
                    discovery: {type: static, endpoints: [{url: "grpc://127.0.0.1:1"}]}
                """);
        assertThat(Loading.refused(Loading.sources(file)))
                .containsExactly("gateway.yaml:4: providers[0].descriptors: \"/nowhere/library.binpb\""
                        + " (expected: a readable descriptor set)");
    }

    @Test
    void tellsTwoRoutesOfOnePath() {
        var file = Loading.file(folder, """
                routes:
                  - {path: /docs, target: "http://127.0.0.1:1"}
                  - {path: /docs, target: "http://127.0.0.1:2"}
                """);
        assertThat(Loading.refused(Loading.sources(file)))
                .containsExactly("gateway.yaml:3: routes[1].path: \"/docs\""
                        + " (expected: one that is not taken: routes[0].path is the same)");
    }

    @Test
    void tellsWhereAKeyIsSaidTwice() {
        var file = Loading.file(folder, "server:\n  port: 1\n  host: a\n  port: 2\n");
        assertThat(Loading.refused(Loading.sources(file)))
                .containsExactly("gateway.yaml:4: server.port: said twice"
                        + " (expected: each key once; it also stands at gateway.yaml:2)");
    }

    @Test
    void tellsTheLineOfASyntaxErrorAndThatReferencesWantQuotes() {
        var file = Loading.file(folder, "server: {port: 1}\nkeys: [{name: a, key: ${KEY}}]\n");
        assertThat(Loading.refused(Loading.sources(file)))
                .singleElement()
                .asString()
                .startsWith("gateway.yaml:2: ")
                .contains("quote a value with ${…} in it");
    }

    @Test
    void refusesAFileThatIsNotThere() {
        assertThat(Loading.refused(Loading.sources(folder.resolve("none.yaml"))))
                .containsExactly("none.yaml: cannot be read (expected: a readable YAML or JSON file)");
    }

    @Test
    void neverShowsWhatMayBeASecret() {
        var file = Loading.file(folder, """
                keys: [{name: a, kye: sk-secret-1, key: "sk secret 2"}]
                providers: [{id: one, dialect: openai, base-url: "https://u:sk-secret-3@h.example?key=sk-secret-4",
                  credentials: [{value: "${SECRET} x"}]}]
                """);
        assertThat(Loading.refused(Loading.sources(file, Map.of("SECRET", "sk-secret-5")))
                        .toString())
                .doesNotContain("secret-")
                .doesNotContain("secret 2")
                .contains("keys[0].kye", "keys[0].key", "base-url", "credentials[0].value");
    }

    @Test
    void boundsWhatAliasesUnfoldTo() {
        var bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (var level = 1; level < 12; level++) {
            bomb.append("a%d: &a%d [%s]\n"
                    .formatted(level, level, ("*a" + (level - 1) + ", ").repeat(9) + "*a" + (level - 1)));
        }
        assertThat(Loading.refused(Loading.sources(Loading.file(folder, bomb.toString())))
                        .toString())
                .contains("nested or repeated too much");
    }
}
