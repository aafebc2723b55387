package io.polygate.door.rest;

import io.polygate.model.Operation;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a path says of its calls.
///
/// @param model the model's name, where the path has it; what the body calls it does not count then
/// @param variant the method, where a dialect has several for one operation; for a vendor's own path the path itself
/// @param otherwise the model that is meant where neither names one, or null where one must
record Shape(
        String dialect,
        Operation operation,
        @Nullable String model,
        @Nullable String variant,
        Streaming streaming,
        @Nullable String otherwise) {

    /// Those whose bodies name the model also where the path does.
    private static final Set<String> NAMING = Set.of("openai", "anthropic");

    /// A path whose body says the rest.
    static Shape of(String dialect, Operation operation) {
        return new Shape(dialect, operation, null, null, Streaming.ASKED, null);
    }

    /// A path of OpenAI's with a model that is meant where the body names none.
    static Shape openAi(Operation operation, @Nullable String otherwise) {
        return new Shape("openai", operation, null, null, Streaming.ASKED, otherwise);
    }

    /// A path of a vendor's own, which its backends have below their address as `path`.
    static Shape own(String dialect, Operation operation, String path, Streaming streaming) {
        return new Shape(dialect, operation, null, path, streaming, null);
    }

    /// The same where the path names the model.
    Shape at(String name) {
        return new Shape(dialect, operation, name, variant, streaming, name);
    }

    /// Whether a body is read whatever its content-type says, as the vendor does it: AWS's clients call InvokeModel's
    /// bytes, and curl without a header calls everything a form.
    boolean anyMedia() {
        return dialect.equals("bedrock-invoke") || dialect.equals("ollama");
    }

    /// Whether a model in the body is one.
    boolean namedInBody() {
        return operation != Operation.FILES && (model == null || NAMING.contains(dialect));
    }
}
