package io.polygate.config;

import static io.polygate.config.Kinds.choice;
import static io.polygate.config.Kinds.id;
import static io.polygate.config.Kinds.modelName;
import static io.polygate.config.Kinds.text;
import static io.polygate.config.Kinds.whole;
import static io.polygate.config.Kinds.word;

import io.polygate.model.Units;
import io.polygate.provider.Preset;
import io.polygate.provider.PresetModel;
import io.polygate.provider.PresetModel.Capability;
import io.polygate.provider.PresetModel.Price;
import io.polygate.wire.Quirks;
import io.polygate.wire.json.Json;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Every key of a vendor's file.
final class PresetSchema {

    private static final int MAX_TOKENS = 1_000_000_000;

    /// What all prices of a file have in common, per region.
    private record Pricing(String region, String currency, LocalDate date, String source) {
        static final Pricing UNKNOWN = new Pricing("", "USD", LocalDate.EPOCH, "");
    }

    private final Map<String, Pricing> pricing = new LinkedHashMap<>();

    /// Reads one file's root.
    Preset read(Section s) {
        var id = s.need("id", id(), "openai", "The vendor's id, as in `vendor` of a provider.");
        var name = s.need("name", text(), "OpenAI", "As people call it.");
        var docs = s.need("docs", text(), "https://platform.openai.com/docs", "Where it is described.");
        var variables = s.all("variables", text(), List.of(), "Environment variables with the credential.");
        var local = s.option("local", "A server of one's own.", PresetSchema::local);
        var dialect = s.need("dialect", word(ProviderSchema.DIALECTS), "openai", "What it speaks.");
        var baseUrls = s.pairs(
                "base-urls", Map.of(), Masks::plain, "An address per region, the default first; * is any other.");
        var regionVariable = s.find("region-variable", text(), "OPENAI_REGION", "Variable that names the region.");
        var others = s.each("also", "Other dialects that it speaks, and where.", PresetSchema::other);
        var hosts = s.all("hosts", text(), List.of(), "Hosts of its addresses.");
        var authHeader = s.get("auth-header", text(), "authorization", "What carries the credential.");
        var quirks = quirks(s, id);
        var onCancel = s.get("on-cancel", choice(Preset.OnCancel.class), Preset.OnCancel.ABORT, "abort or drain.");
        s.each("pricing", "Currency, date and source of the prices.", this::pricing);
        var models = s.each("models", "The vendor's models.", this::model);
        s.close();
        return new Preset(
                id,
                name,
                docs,
                variables,
                local,
                dialect,
                baseUrls,
                regionVariable,
                others,
                hosts,
                authHeader,
                quirks,
                onCancel,
                models);
    }

    private static Quirks quirks(Section s, String id) {
        var said = ValueJson.write(s.raw("quirks", "How it differs from its dialect."));
        try {
            return Quirks.decode(id, Json.parse(said));
        } catch (IllegalArgumentException e) {
            s.problem("quirks", String.valueOf(e.getMessage()), "the keys and words of wire quirks");
            return Quirks.NONE;
        }
    }

    private static Preset.Other other(Section s) {
        return new Preset.Other(
                s.need("dialect", word(ProviderSchema.DIALECTS), "anthropic", "What it speaks there."),
                s.pairs("base-urls", Map.of(), Masks::plain, "An address per region, the default first."));
    }

    private static Preset.LocalAddress local(Section s) {
        return new Preset.LocalAddress(
                s.need("variable", text(), "OLLAMA_HOST", "Environment variable with the address."),
                s.need("port", whole(1, 65_535), 11_434, "Where the address has none."),
                s.get("path", text(), "/v1", "Where the address has none."));
    }

    private Pricing pricing(Section s) {
        var read = new Pricing(
                s.get("region", text(), "", "A region of base-urls; left out, all of them."),
                s.need("currency", word(List.of("USD", "CNY", "EUR")), "USD", "ISO 4217."),
                s.need("date", Kinds.date(), LocalDate.EPOCH, "When the source said so."),
                s.need("source", text(), "https://openai.com/api/pricing", "Who said so."));
        if (!s.example()) {
            pricing.put(read.region(), read);
        }
        return read;
    }

    private PresetModel model(Section s) {
        return new PresetModel(
                s.need("id", modelName(), "gpt-4o-mini", "As the vendor calls it."),
                s.get("context", whole(0, MAX_TOKENS), 0, "Tokens, input and output; 0 is unknown."),
                s.get("max-output", whole(0, MAX_TOKENS), 0, "Tokens; 0 is unknown."),
                Set.copyOf(
                        s.all("capabilities", choice(Capability.class), List.of(Capability.CHAT), "What it can do.")),
                s.each("prices", "Per million tokens.", this::price));
    }

    private Price price(Section s) {
        var region = s.get("region", text(), "", "A region of pricing.");
        if (!pricing.containsKey(region)) {
            s.problem("region", Problems.quote(region), "a region that pricing names");
        }
        var common = pricing.getOrDefault(region, Pricing.UNKNOWN);
        return new Price(
                region,
                common.currency(),
                s.get("from-input", whole(0, MAX_TOKENS), 0, "Holds from that many input tokens on."),
                s.find("input", Kinds.decimal(), BigDecimal.ONE, "Input tokens that were not cached."),
                s.find("cached-input", Kinds.decimal(), BigDecimal.ONE, "Input tokens read from a cache."),
                s.find("cache-write", Kinds.decimal(), BigDecimal.ONE, "Input tokens written to a cache."),
                s.find("output", Kinds.decimal(), BigDecimal.ONE, "Output tokens, reasoning included."),
                units(s),
                s.get("date", Kinds.date(), common.date(), "Where another than that of pricing."),
                s.get("source", text(), common.source(), "Where another than that of pricing."));
    }

    private static Map<Units.Kind, BigDecimal> units(Section s) {
        var units = new EnumMap<Units.Kind, BigDecimal>(Units.Kind.class);
        unit(s, units, Units.Kind.INPUT_AUDIO_TOKENS, "audio-input", "Input tokens that are audio.");
        unit(s, units, Units.Kind.OUTPUT_AUDIO_TOKENS, "audio-output", "Output tokens that are audio.");
        unit(s, units, Units.Kind.INPUT_IMAGE_TOKENS, "image-input", "Input tokens of images.");
        unit(s, units, Units.Kind.OUTPUT_IMAGE_TOKENS, "image-output", "Output tokens of images.");
        unit(s, units, Units.Kind.IMAGES, "per-image", "An image that is made.");
        unit(s, units, Units.Kind.AUDIO_SECONDS, "per-minute", "A minute of audio that is heard.");
        unit(s, units, Units.Kind.CHARACTERS, "per-million-characters", "Characters that are spoken.");
        unit(s, units, Units.Kind.SEARCH_UNITS, "per-thousand-searches", "Search units of a ranking.");
        return units;
    }

    private static void unit(Section s, Map<Units.Kind, BigDecimal> units, Units.Kind kind, String key, String doc) {
        var price = s.find(key, Kinds.decimal(), BigDecimal.ONE, doc);
        if (price != null) {
            units.put(kind, price);
        }
    }
}
