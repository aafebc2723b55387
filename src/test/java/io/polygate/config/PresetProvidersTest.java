package io.polygate.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.provider.ProviderConfig;
import io.polygate.routing.rule.ModelConfig;
import io.polygate.wire.Quirks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PresetProvidersTest {

    @TempDir
    Path folder;

    @Test
    void isTheMockWhereThereIsNoAccount() {
        var config = load(Map.of());
        assertThat(config.providers()).singleElement().satisfies(provider -> {
            assertThat(provider.id()).isEqualTo("mock");
            assertThat(provider.dialect()).isEqualTo("mock");
            assertThat(provider.credentials()).isEmpty();
        });
        assertThat(config.models()).extracting(ModelConfig::name).containsExactly("mock");
    }

    @Test
    void aVariableSwitchesItsVendorOnWithItsModels() {
        var config = load(Map.of("DEEPSEEK_API_KEY", " sk-deep \n", "OPENAI_API_KEY", "sk-open"));
        assertThat(config.providers()).extracting(ProviderConfig::id).containsExactly("openai", "deepseek");
        var deepseek = config.providers().get(1);
        assertThat(deepseek.vendor()).isEqualTo("deepseek");
        assertThat(deepseek.dialect()).isEqualTo("openai");
        assertThat(deepseek.baseUrl()).hasToString("https://api.deepseek.com");
        assertThat(deepseek.credentials().getFirst().value().value()).isEqualTo("sk-deep");
        assertThat(config.models()).extracting(ModelConfig::name).contains("gpt-4o-mini", "deepseek-v4-pro");
        assertThat(config.presets().price(deepseek, "deepseek-v4-pro", 1_000))
                .satisfies(price -> assertThat(price.currency()).isEqualTo("CNY"));
        assertThat(config.presets().price(deepseek, "unheard-of", 1_000)).isNull();
        assertThat(config.redacted()).doesNotContain("sk-deep").contains("id: deepseek");
    }

    @Test
    void leavesAProviderOfThatIdToTheFile() {
        var config = load(
                "providers: [{id: openai, base-url: http://127.0.0.1:9/v1, credentials: [{value: sk-mine}]}]",
                Map.of("OPENAI_API_KEY", "sk-open"));
        assertThat(config.providers()).singleElement().satisfies(provider -> {
            assertThat(provider.baseUrl()).hasToString("http://127.0.0.1:9/v1");
            assertThat(provider.credentials().getFirst().value().value()).isEqualTo("sk-mine");
        });
        assertThat(config.models()).isEmpty();
    }

    @Test
    void completesAProviderByItsVendorItsIdOrItsHost() {
        var config = load("""
                providers:
                  - {id: mine, vendor: moonshot}
                  - {id: groq}
                  - {id: other, base-url: https://api.z.ai/api/paas/v4}
                """, Map.of("MOONSHOT_API_KEY", "sk-m", "ZHIPU_API_KEY", "sk-z"));
        assertThat(config.providers()).extracting(ProviderConfig::vendor).contains("moonshot", "groq", "zhipu");
        assertThat(config.providers().get(0).baseUrl()).hasToString("https://api.moonshot.cn/v1");
        assertThat(config.providers().get(0).credentials()).hasSize(1);
        assertThat(config.providers().get(1).credentials()).isEmpty();
        assertThat(config.providers().get(2).credentials()).hasSize(1);
    }

    @Test
    void knowsWhereAVendorSpeaksWhichDialect() {
        var config = load("""
                providers:
                  - {id: dashscope, dialect: dashscope}
                  - {id: plain, base-url: https://dashscope-intl.aliyuncs.com/api/v1}
                  - {id: own, dialect: ollama}
                  - {id: compatible, vendor: cohere, dialect: openai}
                  - {id: mine, dialect: mistral, base-url: http://127.0.0.1:9/v1}
                """, Map.of("OLLAMA_HOST", "box"));
        var providers = config.providers();
        assertThat(providers.get(0).baseUrl()).hasToString("https://dashscope.aliyuncs.com/api/v1");
        assertThat(providers.get(1).dialect()).isEqualTo("dashscope");
        assertThat(providers.get(2).baseUrl()).hasToString("http://box:11434");
        assertThat(providers.get(3).baseUrl()).hasToString("https://api.cohere.ai/compatibility/v1");
        assertThat(providers.get(4).vendor()).isEqualTo("mistral");
    }

    @Test
    void aVariablePicksTheRegion() {
        var environment = Map.of("DASHSCOPE_API_KEY", "sk-d", "DASHSCOPE_REGION", "international");
        var provider = load(environment).providers().getFirst();
        assertThat(provider.baseUrl()).hasToString("https://dashscope-intl.aliyuncs.com/compatible-mode/v1");
        assertThat(Loading.refused(sources("{}", Map.of("DASHSCOPE_API_KEY", "sk-d", "DASHSCOPE_REGION", "mars"))))
                .containsExactly("DASHSCOPE_REGION: \"mars\" (expected: one of china, international, us)");
    }

    @ParameterizedTest
    @CsvSource({
        "global, https://aiplatform.googleapis.com",
        "us, https://aiplatform.us.rep.googleapis.com",
        "europe-west4, https://europe-west4-aiplatform.googleapis.com"
    })
    void aRegionMayBePartOfTheAddress(String region, String host) {
        var environment =
                Map.of("VERTEX_ACCESS_TOKEN", "t", "GOOGLE_CLOUD_PROJECT", "p", "GOOGLE_CLOUD_LOCATION", region);
        assertThat(load(environment).providers().getFirst().baseUrl())
                .hasToString(host + "/v1/projects/p/locations/" + region);
    }

    @Test
    void aVendorWhoseAddressNeedsMoreStaysOffWithoutIt() {
        assertThat(load(Map.of("AZURE_OPENAI_API_KEY", "k")).providers())
                .extracting(ProviderConfig::id)
                .containsExactly("mock");
        var both = Map.of("AZURE_OPENAI_API_KEY", "k", "AZURE_OPENAI_RESOURCE", "res");
        assertThat(load(both).providers().getFirst().baseUrl()).hasToString("https://res.openai.azure.com");
        assertThat(Loading.refused(sources("providers: [{id: azure}]", Map.of("AZURE_OPENAI_API_KEY", "k"))))
                .containsExactly("gateway.yaml:1: providers[0].base-url:"
                        + " \"${AZURE_OPENAI_RESOURCE}\" (expected: the environment variable"
                        + " AZURE_OPENAI_RESOURCE to be set, or a default as"
                        + " ${AZURE_OPENAI_RESOURCE:-default})");
    }

    @ParameterizedTest
    @CsvSource({
        "OLLAMA_HOST, 127.0.0.1, http://127.0.0.1:11434/v1",
        "OLLAMA_HOST, 0.0.0.0:1234, http://127.0.0.1:1234/v1",
        "OLLAMA_HOST, :1234, http://127.0.0.1:1234/v1",
        "OLLAMA_HOST, https://ollama.example, https://ollama.example/v1",
        "OLLAMA_HOST, http://box:11434/, http://box:11434/v1",
        "OLLAMA_HOST, '[::]:11434', 'http://[::1]:11434/v1'",
        "VLLM_BASE_URL, http://box:8000/v1, http://box:8000/v1",
        "VLLM_BASE_URL, http://box:8000/v1/, http://box:8000/v1",
        "LMSTUDIO_BASE_URL, box, http://box:1234/v1"
    })
    void aLocalServerIsSwitchedOnByItsAddress(String variable, String address, String baseUrl) {
        assertThat(load(Map.of(variable, address)).providers())
                .singleElement()
                .satisfies(provider -> assertThat(provider.baseUrl()).hasToString(baseUrl));
    }

    @Test
    void aNameThatIsTakenStaysWithWhoHasIt() {
        var config = load("""
                providers: [{id: one, dialect: openai, base-url: http://127.0.0.1:9/v1}]
                models:
                  - {name: gpt-4o, targets: [{provider: one, model: x}]}
                  - {name: fast, aliases: [gpt-4o-mini], targets: [{provider: one, model: x}]}
                """, Map.of("OPENAI_API_KEY", "sk-open"));
        assertThat(config.models())
                .filteredOn(model -> model.name().equals("gpt-4o"))
                .hasSize(1);
        assertThat(config.models())
                .extracting(ModelConfig::name)
                .contains("gpt-4.1")
                .doesNotContain("gpt-4o-mini");
    }

    @Test
    void anOperatorAddsVendorsByFiles() throws Exception {
        var presets = Files.createDirectory(folder.resolve("presets"));
        var house = Files.writeString(presets.resolve("house.yaml"), """
                id: house
                name: Our house
                docs: https://house.example
                variables: [HOUSE_KEY]
                dialect: openai
                base-urls: {here: https://llm.house.example/v1}
                models: [{id: house-1, context: 1000}]
                """);
        var yaml = "data: {presets: " + presets + "}";
        var config = load(yaml, Map.of("HOUSE_KEY", "k"));
        assertThat(config.providers()).singleElement().satisfies(provider -> assertThat(provider.baseUrl())
                .hasToString("https://llm.house.example/v1"));
        assertThat(config.models()).extracting(ModelConfig::name).containsExactly("house-1");
        assertThat(config.effective().files()).contains(presets);
        Files.writeString(house, "id: house\nnmae: x\n");
        assertThat(Loading.refused(sources(yaml, Map.of())))
                .contains(
                        "presets/house.yaml:2: nmae: unknown key (expected: name)",
                        "presets/house.yaml:1: name: missing (expected: a text)");
    }

    @Test
    void anOperatorChangesWhatIsKnownOfAVendor() throws Exception {
        var presets = Files.createDirectory(folder.resolve("presets"));
        var file = Files.writeString(presets.resolve("mine.yaml"), """
                id: deepseek
                base-urls: {global: https://proxy.house.example}
                quirks: {replay: never}
                models:
                  - {id: deepseek-v4-pro, prices: [{input: 1, output: 2, date: 2026-11-01, source: https://house.example}]}
                  - {id: deepseek-house, context: 1000}
                """);
        var yaml = "data: {presets: " + presets + "}";
        var config = load(yaml, Map.of("DEEPSEEK_API_KEY", "k"));
        var provider = config.providers().getFirst();
        assertThat(provider.baseUrl()).hasToString("https://proxy.house.example");
        assertThat(config.models()).extracting(ModelConfig::name).contains("deepseek-v4-flash", "deepseek-house");
        assertThat(config.presets().price(provider, "deepseek-v4-pro", 1)).satisfies(price -> {
            assertThat(price.input()).isEqualByComparingTo("1");
            assertThat(price.cachedInput()).isNull();
            assertThat(price.currency()).isEqualTo("CNY");
        });
        assertThat(config.presets().price(provider, "deepseek-v4-flash", 1))
                .satisfies(price -> assertThat(price.input()).isEqualByComparingTo("2"));
        var preset = config.presets().find("deepseek");
        assertThat(preset).isNotNull();
        assertThat(preset.name()).isEqualTo("DeepSeek");
        assertThat(preset.quirks().replay()).isEqualTo(Quirks.Replay.NEVER);
        assertThat(preset.quirks().reasoningField()).isEqualTo("reasoning_content");
        assertThat(preset.model("deepseek-v4-pro"))
                .satisfies(model -> assertThat(model.context()).isEqualTo(1_000_000));
        Files.writeString(file, "id: deepseek\nmodels:\n  - {id: deepseek-v4-pro, context: much}\n");
        assertThat(Loading.refused(sources(yaml, Map.of())))
                .contains(
                        "presets/mine.yaml:3: models[2].context: \"much\" (expected: a whole number from 0 to 1000000000)");
    }

    /// Whoever names an address means it, whatever the vendor's own regions are called.
    @Test
    void anAddressOfANewRegionIsTheDefault() throws Exception {
        var presets = Files.createDirectory(folder.resolve("presets"));
        Files.writeString(presets.resolve("a.yml"), """
                id: moonshot
                base-urls: {global: https://proxy.house.example/v1}
                also: [{dialect: anthropic, base-urls: {global: https://proxy.house.example}}]
                """);
        Files.writeString(presets.resolve("b.yaml"), "id: moonshot\nmodels: [{id: kimi-house}]\n");
        var yaml = "data: {presets: " + presets + "}";
        var config = load(yaml, Map.of("MOONSHOT_API_KEY", "k"));
        assertThat(config.providers().getFirst().baseUrl()).hasToString("https://proxy.house.example/v1");
        assertThat(config.models()).extracting(ModelConfig::name).contains("kimi-k3", "kimi-house");
        Files.writeString(
                presets.resolve("c.yaml"), "id: dashscope\nbase-urls: {house: https://proxy.house.example/v1}\n");
        var own = load(yaml + "\nproviders: [{id: dashscope, dialect: dashscope}]", Map.of("DASHSCOPE_API_KEY", "k"));
        assertThat(own.providers().getFirst().baseUrl()).hasToString("https://dashscope.aliyuncs.com/api/v1");
        var china = load(yaml, Map.of("MOONSHOT_API_KEY", "k", "MOONSHOT_REGION", "china"));
        assertThat(china.providers().getFirst().baseUrl()).hasToString("https://api.moonshot.cn/v1");
    }

    @Test
    void aFaultyFileIsOneProblem() throws Exception {
        var presets = Files.createDirectory(folder.resolve("presets"));
        Files.writeString(presets.resolve("a.yaml"), "id: [x\n");
        assertThat(Loading.refused(sources("data: {presets: " + presets + "}", Map.of())))
                .singleElement()
                .asString()
                .startsWith("presets/a.yaml:2: not valid YAML");
    }

    @Test
    void aCredentialThatIsEmptyIsNone() {
        var yaml = "providers: [{id: vllm, credentials: [{value: \"${NONE:-}\"}]}]";
        assertThat(load(yaml, Map.of()).providers().getFirst().credentials()).isEmpty();
    }

    @Test
    void tellsOfAVendorThatNobodyKnows() {
        assertThat(Loading.refused(sources("providers: [{id: one, vendor: opanai}]", Map.of())))
                .contains("gateway.yaml:1: providers[0].vendor: \"opanai\" (expected: openai)");
    }

    private GatewayConfig load(Map<String, String> environment) {
        return load("{}", environment);
    }

    private GatewayConfig load(String yaml, Map<String, String> environment) {
        return Loading.accepted(sources(yaml, environment));
    }

    private ConfigSources sources(String yaml, Map<String, String> environment) {
        return Loading.sources(Loading.file(folder, yaml), environment);
    }
}
