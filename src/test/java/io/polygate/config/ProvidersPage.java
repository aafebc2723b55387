package io.polygate.config;

import io.polygate.model.Units;
import io.polygate.provider.Preset;
import io.polygate.provider.PresetModel;
import io.polygate.provider.PresetModel.Price;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The page of vendors, `docs/providers.md`, as the presets say it.
final class ProvidersPage {

    private static final String INTRODUCTION = """
            # Providers

            What Polygate knows of vendors before you configure anything. Each is a file in `src/main/resources/presets`: data, not code. A
            variable of the second column in the environment switches the vendor on; a provider whose `id`, `vendor` or host is one of these is
            completed by it. `data.presets` names a folder with files of your own, which add vendors or change these
            ([configuration](configuration.md)).

            This page is generated from those files. Prices are per million tokens unless they say otherwise, as the vendor stated them on the date;
            what is empty is unknown, never free.

            """;

    private ProvidersPage() {}

    static String of(List<Preset> presets) {
        var page = new StringBuilder(INTRODUCTION);
        page.append("| vendor | switched on by | dialect | addresses | a caller who leaves | models |\n");
        page.append("|---|---|---|---|---|---:|\n");
        presets.forEach(preset -> page.append(row(preset)));
        presets.stream().filter(preset -> !preset.models().isEmpty()).forEach(preset -> page.append(section(preset)));
        return page.toString();
    }

    private static String row(Preset preset) {
        var variables = preset.local() == null
                ? preset.variables()
                : List.of(preset.local().variable());
        var others =
                preset.others().stream().map(other -> "<br>" + other.dialect() + " at " + addresses(other.baseUrls()));
        var addresses = addresses(preset.baseUrls()) + others.collect(Collectors.joining());
        return "| [" + preset.name() + "](" + preset.docs() + ") `" + preset.id() + "` | "
                + variables.stream().map(ProvidersPage::code).collect(Collectors.joining(", "))
                + " | " + preset.dialect() + " | " + addresses + " | "
                + preset.onCancel().name().toLowerCase(Locale.ROOT) + " | "
                + preset.models().size() + " |\n";
    }

    private static String addresses(Map<String, String> baseUrls) {
        return baseUrls.entrySet().stream()
                .map(region -> region.getKey() + ": " + code(region.getValue()))
                .collect(Collectors.joining("<br>"));
    }

    private static String section(Preset preset) {
        var text = new StringBuilder("\n## " + preset.name() + "\n\n");
        text.append("| model | context | output | can | prices: input, cached, output |\n|---|---:|---:|---|---|\n");
        for (var model : preset.models()) {
            text.append("| ").append(code(model.id()));
            text.append(" | ").append(count(model.context()));
            text.append(" | ").append(count(model.maxOutput()));
            text.append(" | ").append(abilities(model));
            text.append(" | ").append(prices(model)).append(" |\n");
        }
        var sources = preset.models().stream()
                .flatMap(model -> model.prices().stream())
                .map(price -> price.date() + ", " + price.source())
                .distinct()
                .sorted()
                .toList();
        sources.forEach(source -> text.append("\nPrices: ").append(source).append("\n"));
        return text.toString();
    }

    private static String abilities(PresetModel model) {
        return model.capabilities().stream()
                .sorted()
                .map(ability -> ability.name().toLowerCase(Locale.ROOT).replace('_', ' '))
                .collect(Collectors.joining(", "));
    }

    private static String prices(PresetModel model) {
        return model.prices().stream()
                .map(price -> price.currency() + " " + amounts(price)
                        + (price.region().isEmpty() ? "" : " (" + price.region() + ")")
                        + (price.fromInput() == 0 ? "" : " from " + count(price.fromInput()) + " tokens"))
                .collect(Collectors.joining("<br>"));
    }

    private static String amounts(Price price) {
        var amounts = new ArrayList<String>();
        if (price.input() != null || price.units().isEmpty()) {
            amounts.add(amount(price.input()) + ", " + amount(price.cachedInput()) + ", " + amount(price.output()));
        }
        price.units().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(unit -> amounts.add(amount(unit.getValue()) + " " + measure(unit.getKey())));
        return String.join("; ", amounts);
    }

    private static String measure(Units.Kind kind) {
        return switch (kind) {
            case IMAGES -> "per image";
            case AUDIO_SECONDS -> "per minute";
            case CHARACTERS -> "per million characters";
            case SEARCH_UNITS -> "per thousand searches";
            case INPUT_IMAGE_TOKENS -> "image input";
            case INPUT_AUDIO_TOKENS -> "audio input";
            case OUTPUT_IMAGE_TOKENS -> "image output";
            case OUTPUT_AUDIO_TOKENS -> "audio output";
        };
    }

    private static String amount(@Nullable BigDecimal amount) {
        return amount == null ? "–" : amount.stripTrailingZeros().toPlainString();
    }

    private static String count(int tokens) {
        return tokens == 0 ? "" : String.format(Locale.ROOT, "%,d", tokens);
    }

    private static String code(String text) {
        return "`" + text + "`";
    }
}
