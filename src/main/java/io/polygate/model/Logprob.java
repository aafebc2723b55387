package io.polygate.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// How likely a token was. `bytes` is the JSON array of its UTF-8 bytes, where the vendor gives them.
public record Logprob(
        String token, double logprob, @Nullable RawJson bytes, List<Logprob> alternatives) {

    public Logprob {
        alternatives = List.copyOf(alternatives);
    }
}
