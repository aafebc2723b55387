package io.polygate.provider;

import io.polygate.model.Units;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What is known of a vendor's model. `context` and `maxOutput` are tokens, 0 where unknown.
public record PresetModel(String id, int context, int maxOutput, Set<Capability> capabilities, List<Price> prices) {

    public PresetModel {
        capabilities = Set.copyOf(capabilities);
        prices = List.copyOf(prices);
    }

    /// What a model can do. One that has none of `CHAT`, `EMBEDDINGS`, … is of a kind that isn't listed here.
    public enum Capability {
        CHAT,
        TOOLS,
        JSON_SCHEMA,
        REASONING,
        VISION,
        AUDIO,
        VIDEO,
        EMBEDDINGS,
        RERANK,
        IMAGES,
        SPEECH,
        TRANSCRIPTION
    }

    /// A price per million tokens, as `source` stated it on `date`. What is absent is unknown, never free.
    ///
    /// `units` are the prices of what isn't tokens of text: each for as many as [Units.Kind#priced] says.
    ///
    /// `region` is empty where the vendor has one price everywhere. It holds from `fromInput` input tokens of a
    /// call on,
    /// up to the next such price of the same region.
    public record Price(
            String region,
            String currency,
            int fromInput,
            @Nullable BigDecimal input,
            @Nullable BigDecimal cachedInput,
            @Nullable BigDecimal cacheWrite,
            @Nullable BigDecimal output,
            Map<Units.Kind, BigDecimal> units,
            LocalDate date,
            String source) {

        public Price {
            units = Map.copyOf(units);
        }
    }

    /// The price of a call with that many input tokens in a region; null where it is unknown.
    public @Nullable Price price(String region, long inputTokens) {
        Price found = null;
        for (var price : prices) {
            var fits = price.fromInput() <= inputTokens
                    && (price.region().isEmpty() || price.region().equals(region));
            if (fits && (found == null || price.fromInput() >= found.fromInput())) {
                found = price;
            }
        }
        return found;
    }
}
