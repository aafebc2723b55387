package io.polygate.model;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/// What a call used that no count of text tokens tells: pictures, seconds, characters, searches, and how many of its
/// tokens were image or sound. Most calls have none. Immutable.
public record Units(Map<Kind, Double> amounts) {

    public static final Units NONE = new Units(Map.of());

    /// What can be counted, by the name that logs and metrics know it by, and how many of it vendors state a price for.
    ///
    /// The tokens are part of the input or output tokens of the call, not more of them.
    public enum Kind {
        IMAGES("images", 1),
        AUDIO_SECONDS("audio_seconds", 60),
        CHARACTERS("characters", 1_000_000),
        SEARCH_UNITS("search_units", 1_000),
        INPUT_IMAGE_TOKENS("input_image_tokens", 1_000_000),
        INPUT_AUDIO_TOKENS("input_audio_tokens", 1_000_000),
        OUTPUT_IMAGE_TOKENS("output_image_tokens", 1_000_000),
        OUTPUT_AUDIO_TOKENS("output_audio_tokens", 1_000_000);

        private final String label;
        private final int priced;

        Kind(String label, int priced) {
            this.label = label;
            this.priced = priced;
        }

        public String label() {
            return label;
        }

        /// How many of it a price is for.
        public int priced() {
            return priced;
        }
    }

    public Units {
        var copy = new EnumMap<Kind, Double>(Kind.class);
        copy.putAll(amounts);
        amounts = Collections.unmodifiableMap(copy);
    }

    public static Units of(Kind kind, double amount) {
        return NONE.and(kind, amount);
    }

    /// The same with an amount of another kind; what is not positive is nothing.
    public Units and(Kind kind, double amount) {
        if (!(amount > 0) || Double.isInfinite(amount)) {
            return this;
        }
        var more = new EnumMap<Kind, Double>(Kind.class);
        more.putAll(amounts);
        more.put(kind, amount);
        return new Units(more);
    }

    public boolean isEmpty() {
        return amounts.isEmpty();
    }
}
