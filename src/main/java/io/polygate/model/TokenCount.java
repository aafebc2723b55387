package io.polygate.model;

/// What a call used, in tokens, in parts that do not overlap: fresh input, cached input, output without reasoning,
/// reasoning. `known` is false when the backend told nothing.
public record TokenCount(boolean known, long input, long cachedInput, long output, long reasoning) {

    public static final TokenCount UNKNOWN = new TokenCount(false, 0, 0, 0, 0);

    public long totalInput() {
        return input + cachedInput;
    }

    public long totalOutput() {
        return output + reasoning;
    }
}
