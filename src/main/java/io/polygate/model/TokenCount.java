package io.polygate.model;

/// What a call used, in tokens, in parts that do not overlap: fresh input, cached input, output without reasoning,
/// reasoning. `known` is false when the backend told nothing.
public record TokenCount(boolean known, long input, long cachedInput, long output, long reasoning) {

    public static final TokenCount UNKNOWN = new TokenCount(false, 0, 0, 0, 0);

    /// The same counts in the parts that logs and metrics show.
    public static TokenCount of(Usage usage) {
        long cached = usage.cacheRead();
        return new TokenCount(
                true, usage.inputTotal() - cached, cached, usage.outputTotal() - usage.reasoning(), usage.reasoning());
    }

    public long totalInput() {
        return input + cachedInput;
    }

    public long totalOutput() {
        return output + reasoning;
    }
}
