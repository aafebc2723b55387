package io.polygate.model;

/// What a caller wants done, whatever the protocol. `label` is its OpenTelemetry GenAI operation name.
public enum Operation {
    CHAT("chat"),
    COMPLETION("text_completion"),
    EMBEDDING("embeddings"),
    RERANK("rerank"),
    COUNT_TOKENS("count_tokens"),
    /// Reading, deleting or cancelling a response that was stored, by its id.
    STORED_RESPONSE("stored_response"),
    /// A conversation over a WebSocket in which both sides speak, in OpenAI's Realtime events.
    REALTIME("realtime"),
    /// A method of a gRPC backend's own services.
    GRPC("grpc"),
    /// What the gateway itself tells to a caller with a key, as its gRPC descriptors.
    DESCRIBE("describe"),
    IMAGE("image_generation"),
    IMAGE_EDIT("image_edit"),
    IMAGE_VARIATION("image_variation"),
    VIDEO("video_generation"),
    SPEECH("speech"),
    TRANSCRIPTION("transcription"),
    TRANSLATION("translation"),
    MODERATION("moderation"),
    /// A provider's files and batches, at paths of its own.
    FILES("files"),
    /// What operators see of routing and say to it; the variant tells which.
    ADMINISTER("administer"),
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

    /// Whether the answer may be anything, sound and images too: its bytes pass as they come, and nothing can be put
    /// behind them.
    public boolean opaque() {
        return switch (this) {
            case IMAGE, IMAGE_EDIT, IMAGE_VARIATION, VIDEO, SPEECH, TRANSCRIPTION, TRANSLATION, MODERATION, FILES ->
                true;
            case CHAT,
                    COMPLETION,
                    EMBEDDING,
                    RERANK,
                    COUNT_TOKENS,
                    STORED_RESPONSE,
                    REALTIME,
                    GRPC,
                    DESCRIBE,
                    ADMINISTER,
                    LIST_MODELS,
                    GET_MODEL,
                    IDENTIFY -> false;
        };
    }

    /// Whether a backend is asked; the others are answered from the configuration.
    public boolean dispatched() {
        return this != LIST_MODELS
                && this != GET_MODEL
                && this != STORED_RESPONSE
                && this != DESCRIBE
                && this != ADMINISTER
                && this != IDENTIFY;
    }
}
