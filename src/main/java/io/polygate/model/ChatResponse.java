package io.polygate.model;

import java.util.List;

/// A model's whole answer. `created` is in seconds since 1970, 0 where the vendor doesn't say.
public record ChatResponse(String id, String model, long created, List<Choice> choices, Usage usage, Extras extras) {

    public ChatResponse {
        choices = List.copyOf(choices);
    }
}
