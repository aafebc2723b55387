package io.polygate.model;

/// What a caller wants done, whatever the protocol. `label` is its OpenTelemetry GenAI operation name.
public enum Operation {
    CHAT("chat"),
    COMPLETION("text_completion"),
    EMBEDDING("embeddings"),
    COUNT_TOKENS("count_tokens"),
    /// Reading, deleting or cancelling a response that was stored, by its id.
    STORED_RESPONSE("stored_response"),
    /// A method of a gRPC backend's own services.
    GRPC("grpc"),
    /// What the gateway itself tells to a caller with a key, as its gRPC descriptors.
    DESCRIBE("describe"),
    LIST_MODELS("list_models"),
    GET_MODEL("get_model"),
    /// Nothing but to be known: a door that must know its caller before the first call asks so.
    IDENTIFY("identify");

    private final String label;

    Operation(String label) {
        this.label = label;
    }

    public String label() {
        return label;
    }

    /// Whether a backend is asked; the others are answered from the configuration.
    public boolean dispatched() {
        return this != LIST_MODELS
                && this != GET_MODEL
                && this != STORED_RESPONSE
                && this != DESCRIBE
                && this != IDENTIFY;
    }
}
