package io.polygate.model;

import java.util.List;

/// One of the answers to a request. Parts are in the order in which the model produced them.
public record Choice(int index, List<Part> parts, FinishReason finish, List<Logprob> logprobs, Extras extras) {

    public Choice {
        parts = List.copyOf(parts);
        logprobs = List.copyOf(logprobs);
    }

    public static Choice of(List<Part> parts, FinishReason finish) {
        return new Choice(0, parts, finish, List.of(), Extras.NONE);
    }
}
