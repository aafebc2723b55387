package io.polygate.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.model.Units;
import io.polygate.provider.Preset;
import io.polygate.provider.PresetModel;
import io.polygate.wire.Quirks;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class PresetFilesTest {

    private static final Path FOLDER = Path.of("src/main/resources/presets");

    static List<Preset> presets() throws IOException {
        try (var files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString().replace(".yaml", ""))
                    .filter(name -> !name.equals("index"))
                    .sorted()
                    .map(ShippedPresets::readFile)
                    .toList();
        }
    }

    /// `-Dconfig.update=true` writes the index anew, in the order that it has: where two vendors have a model of the
    /// same name, the first one answers.
    @Test
    void theIndexSaysWhatTheFilesSay() throws IOException {
        var said = presets().stream().map(PresetFiles.Switch::of).toList();
        if (Boolean.getBoolean("config.update")) {
            Files.writeString(FOLDER.resolve("index.yaml"), index(said));
        }
        assertThat(Files.readString(FOLDER.resolve("index.yaml"))).isEqualTo(index(said));
        assertThat(new PresetFiles(new ShippedPresets()).switches()).containsExactlyInAnyOrderElementsOf(said);
    }

    @ParameterizedTest
    @MethodSource("presets")
    void everyVendorIsToldByWhatIsItsOwn(Preset preset) {
        var files = new PresetFiles(new ShippedPresets());
        var withVariable = files.switches().stream()
                .filter(known -> known.variables().stream().anyMatch(preset.variables()::contains))
                .toList();
        assertThat(withVariable).hasSizeLessThanOrEqualTo(1);
        preset.baseUrls().values().stream()
                .filter(address -> !address.contains("${") && !address.contains("127.0.0.1"))
                .map(address -> URI.create(address).getHost())
                .filter(host -> !host.endsWith(".invalid"))
                .forEach(host ->
                        assertThat(files.byHost(host)).extracting(Preset::id).isEqualTo(preset.id()));
    }

    @ParameterizedTest
    @MethodSource("presets")
    void everyModelIsThereOnceAndEveryPriceSaysWhenAndWhoSaidSo(Preset preset) {
        assertThat(preset.models()).extracting(PresetModel::id).doesNotHaveDuplicates();
        for (var model : preset.models()) {
            for (var price : model.prices()) {
                assertThat(price.date()).isAfter(LocalDate.of(2025, 1, 1));
                assertThat(price.source()).contains("https://");
                price.units()
                        .forEach((kind, unit) ->
                                assertThat(unit).as(model.id() + " " + kind).isPositive());
                if (price.input() == null && !price.units().isEmpty()) {
                    assertThat(price.output()).as(model.id()).isNull();
                } else if (price.input() == null) {
                    assertThat(price.fromInput()).as(model.id()).isPositive();
                    assertThat(price.output()).as(model.id()).isNull();
                } else {
                    assertThat(price.input()).as(model.id()).isPositive();
                }
                assertThat(price.region()).isIn(regions(preset));
            }
        }
    }

    /// Whose prices nobody states, or whose calls a person's account pays for.
    private static final Set<String> UNPRICED = Set.of("spark", "jina", "qwen", "kiro", "gemini-cli");
    /// Who is served in China and outside of it from addresses of their own.
    private static final Set<String> IN_TWO_REGIONS =
            Set.of("dashscope", "moonshot", "zhipu", "minimax", "ark", "stepfun", "siliconflow");
    /// Accounts that no variable holds a key of.
    private static final Set<String> ACCOUNTS = Set.of("qwen", "kiro", "gemini-cli", "bedrock-mantle");

    static List<Preset> vendors() throws IOException {
        return presets().stream().filter(preset -> !preset.id().equals("mock")).toList();
    }

    @ParameterizedTest
    @MethodSource("vendors")
    void everyVendorSaysWhereItIsHowItIsPaidAndWhatItsModelsCan(Preset preset) throws IOException {
        assertThat(preset.name()).isNotBlank();
        assertThat(preset.docs()).startsWith("https://");
        assertThat(preset.baseUrls()).isNotEmpty();
        if (IN_TWO_REGIONS.contains(preset.id())) {
            assertThat(preset.baseUrls()).containsKeys("china", "international");
        }
        assertThat(Files.readString(FOLDER.resolve(preset.id() + ".yaml")))
                .as("said, not left to a default")
                .contains("\ndialect: ")
                .containsPattern("\non-cancel: (abort|drain)\n");
        boolean local = preset.local() != null;
        assertThat(!preset.variables().isEmpty() || local || ACCOUNTS.contains(preset.id()))
                .as("how to sign in")
                .isTrue();
        if (local) {
            return;
        }
        assertThat(preset.models()).isNotEmpty();
        for (var model : preset.models()) {
            assertThat(model.capabilities()).as(model.id()).isNotEmpty();
        }
        assertThat(preset.models()).as("contexts").anyMatch(model -> model.context() > 0);
        assertThat(preset.models().stream().anyMatch(model -> !model.prices().isEmpty()))
                .as("prices")
                .isEqualTo(!UNPRICED.contains(preset.id()));
        for (var model : preset.models()) {
            for (var price : model.prices()) {
                assertThat(price.currency()).as(model.id()).isIn("USD", "CNY");
            }
        }
    }

    @Test
    void knowsTheVendorsThatPeopleUse() throws IOException {
        assertThat(presets())
                .extracting(Preset::id)
                .contains(
                        "openai",
                        "anthropic",
                        "gemini",
                        "azure",
                        "bedrock",
                        "vertex",
                        "deepseek",
                        "dashscope",
                        "moonshot",
                        "zhipu",
                        "minimax",
                        "ark",
                        "hunyuan",
                        "qianfan",
                        "spark",
                        "stepfun",
                        "siliconflow",
                        "baichuan",
                        "yi",
                        "xai",
                        "mistral",
                        "cohere",
                        "groq",
                        "together",
                        "fireworks",
                        "openrouter",
                        "perplexity",
                        "cerebras",
                        "nvidia",
                        "cloudflare",
                        "databricks",
                        "huggingface",
                        "ollama",
                        "vllm",
                        "lmstudio",
                        "llamacpp",
                        "xinference");
    }

    @Test
    void aPriceDependsOnTheRegionAndTheSizeOfTheCall() {
        var ark = ShippedPresets.readFile("ark");
        var model = ark.model("doubao-seed-1-6-250615");
        assertThat(model).isNotNull();
        var china = ark.regionOf(URI.create("https://ark.cn-beijing.volces.com/api/v3"));
        assertThat(model.price(china, 32_000))
                .satisfies(price -> assertThat(price.input()).isEqualByComparingTo("0.8"));
        assertThat(model.price(china, 32_001))
                .satisfies(price -> assertThat(price.input()).isEqualByComparingTo("1.2"));
        assertThat(model.price("international", 10)).isNull();
    }

    @Test
    void knowsWhatIsPricedByTheUnit() {
        var openai = ShippedPresets.readFile("openai");
        assertThat(unit(openai, "whisper-1", Units.Kind.AUDIO_SECONDS)).isEqualByComparingTo("0.006");
        assertThat(unit(openai, "tts-1", Units.Kind.CHARACTERS)).isEqualByComparingTo("15");
        assertThat(unit(openai, "gpt-image-1-mini", Units.Kind.OUTPUT_IMAGE_TOKENS))
                .isEqualByComparingTo("8");
        assertThat(unit(ShippedPresets.readFile("gemini"), "gemini-2.5-flash", Units.Kind.INPUT_AUDIO_TOKENS))
                .isEqualByComparingTo("1");
    }

    private static BigDecimal unit(Preset vendor, String model, Units.Kind kind) {
        var price = Objects.requireNonNull(
                Objects.requireNonNull(vendor.model(model)).price("", 0));
        return Objects.requireNonNull(price.units().get(kind));
    }

    @Test
    void quirksAreReadAsTheDialectReadsThem() {
        var deepseek = ShippedPresets.readFile("deepseek").quirks();
        assertThat(deepseek.vendor()).isEqualTo("deepseek");
        assertThat(deepseek.reasoningField()).isEqualTo("reasoning_content");
        assertThat(deepseek.replay()).isEqualTo(Quirks.Replay.TOOL_TURNS);
        var mistral = ShippedPresets.readFile("mistral").quirks();
        assertThat(mistral.rename("seed")).isEqualTo("random_seed");
        assertThat(mistral.callIdLength()).isEqualTo(9);
        assertThat(ShippedPresets.readFile("minimax").quirks().thinkTags()).isTrue();
    }

    private static List<String> regions(Preset preset) {
        var regions = new ArrayList<>(preset.baseUrls().keySet());
        regions.add("");
        return regions;
    }

    private static String index(List<PresetFiles.Switch> said) {
        var text = new StringBuilder("# Made from the files beside it. The order decides who answers for a name that"
                + " two vendors have.\nvendors:\n");
        var order = new PresetFiles(new ShippedPresets())
                .switches().stream().map(PresetFiles.Switch::id).toList();
        said.stream()
                .sorted(java.util.Comparator.comparingInt(known -> rank(order, known.id())))
                .forEach(known -> text.append("  - {id: ")
                        .append(known.id())
                        .append(rest(known))
                        .append("}\n"));
        return text.toString();
    }

    private static int rank(List<String> order, String id) {
        return order.contains(id) ? order.indexOf(id) : Integer.MAX_VALUE;
    }

    private static String rest(PresetFiles.Switch known) {
        return list("variables", known.variables())
                + list("needs", known.needs())
                + (known.local().isEmpty() ? "" : ", local: " + known.local())
                + list("hosts", known.hosts());
    }

    private static String list(String key, List<String> texts) {
        return texts.isEmpty()
                ? ""
                : ", " + key + ": ["
                        + String.join(
                                ", ", texts.stream().map(YamlWriter::scalar).toList()) + "]";
    }
}
