package io.polygate.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Texts (or token lists) to turn into vectors. `task` is Gemini's task type.
public record EmbeddingRequest(
        String model,
        List<Input> inputs,
        @Nullable Long dimensions,
        boolean base64,
        @Nullable String task,
        @Nullable String user,
        Extras extras) {

    /// One thing to embed.
    public sealed interface Input {

        record Text(String text) implements Input {}

        /// Token numbers of the model's own vocabulary.
        record Tokens(List<Long> tokens) implements Input {

            public Tokens {
                tokens = List.copyOf(tokens);
            }
        }

        /// Several parts (text, media) that become one vector.
        record Parts(List<Part> parts) implements Input {

            public Parts {
                parts = List.copyOf(parts);
            }
        }
    }

    public EmbeddingRequest {
        inputs = List.copyOf(inputs);
    }

    /// The same for other inputs.
    public EmbeddingRequest withInputs(List<Input> others) {
        return new EmbeddingRequest(model, others, dimensions, base64, task, user, extras);
    }
}
