package io.polygate.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// How long the answer may be, how it is drawn, and in which forms it comes. `maxTokens` includes reasoning.
public record Generation(
        @Nullable Long maxTokens,
        Sampling sampling,
        List<String> stop,
        @Nullable Long choices,
        @Nullable Boolean logprobs,
        @Nullable Long topLogprobs,
        @Nullable String verbosity,
        List<String> modalities,
        @Nullable RawJson audio) {

    public static final Generation DEFAULT =
            new Generation(null, Sampling.DEFAULT, List.of(), null, null, null, null, List.of(), null);

    public Generation {
        stop = List.copyOf(stop);
        modalities = List.copyOf(modalities);
    }

    public static Generation of(@Nullable Long maxTokens, Sampling sampling) {
        return new Generation(maxTokens, sampling, List.of(), null, null, null, null, List.of(), null);
    }

    public Generation withMaxTokens(@Nullable Long limit) {
        return new Generation(limit, sampling, stop, choices, logprobs, topLogprobs, verbosity, modalities, audio);
    }

    public Generation withSampling(Sampling newSampling) {
        return new Generation(
                maxTokens, newSampling, stop, choices, logprobs, topLogprobs, verbosity, modalities, audio);
    }
}
