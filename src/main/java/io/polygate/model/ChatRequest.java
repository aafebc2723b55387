package io.polygate.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a caller asks of a model, in no vendor's words.
///
/// `includeUsage` is whether the caller of a stream asked for usage. Immutable, and the same for the same input, so
/// that what is encoded from it is byte-same and vendors' prompt caches keep hitting.
public record ChatRequest(
        String model,
        List<Message> messages,
        Tools tools,
        Generation generation,
        @Nullable ReasoningRequest reasoning,
        @Nullable ResponseFormat format,
        boolean stream,
        boolean includeUsage,
        Attributes attributes,
        Extras extras) {

    public ChatRequest {
        messages = List.copyOf(messages);
    }

    public static ChatRequest of(String model, List<Message> messages) {
        return new ChatRequest(
                model,
                messages,
                Tools.NONE,
                Generation.DEFAULT,
                null,
                null,
                false,
                false,
                Attributes.NONE,
                Extras.NONE);
    }

    public ChatRequest withModel(String name) {
        return new ChatRequest(
                name, messages, tools, generation, reasoning, format, stream, includeUsage, attributes, extras);
    }

    public ChatRequest withMessages(List<Message> newMessages) {
        return new ChatRequest(
                model, newMessages, tools, generation, reasoning, format, stream, includeUsage, attributes, extras);
    }

    public ChatRequest withTools(Tools newTools) {
        return new ChatRequest(
                model, messages, newTools, generation, reasoning, format, stream, includeUsage, attributes, extras);
    }

    public ChatRequest withGeneration(Generation newGeneration) {
        return new ChatRequest(
                model, messages, tools, newGeneration, reasoning, format, stream, includeUsage, attributes, extras);
    }

    public ChatRequest withReasoning(@Nullable ReasoningRequest newReasoning) {
        return new ChatRequest(
                model, messages, tools, generation, newReasoning, format, stream, includeUsage, attributes, extras);
    }

    public ChatRequest withFormat(@Nullable ResponseFormat newFormat) {
        return new ChatRequest(
                model, messages, tools, generation, reasoning, newFormat, stream, includeUsage, attributes, extras);
    }

    public ChatRequest withStream(boolean streamed, boolean usage) {
        return new ChatRequest(
                model, messages, tools, generation, reasoning, format, streamed, usage, attributes, extras);
    }

    public ChatRequest withAttributes(Attributes newAttributes) {
        return new ChatRequest(
                model, messages, tools, generation, reasoning, format, stream, includeUsage, newAttributes, extras);
    }

    public ChatRequest withExtras(Extras newExtras) {
        return new ChatRequest(
                model, messages, tools, generation, reasoning, format, stream, includeUsage, attributes, newExtras);
    }
}
