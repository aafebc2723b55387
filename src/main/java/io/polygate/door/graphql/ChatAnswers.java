package io.polygate.door.graphql;

import io.polygate.proto.v1.ChatEvent;
import io.polygate.proto.v1.ChatResponse;
import io.polygate.proto.v1.Citation;
import io.polygate.proto.v1.Content;
import io.polygate.proto.v1.EmbedResponse;
import io.polygate.proto.v1.FinishReason;
import io.polygate.proto.v1.Media;
import io.polygate.proto.v1.ToolCall;
import io.polygate.proto.v1.Usage;
import io.polygate.wire.JoinedText;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Answers of models as the values of the schema's types. What is empty is null.
final class ChatAnswers {

    /// Names the type of a member of the union.
    static final String TYPE = "#type";

    private ChatAnswers() {}

    static Map<String, Object> whole(ChatResponse response, List<String> warnings) {
        var parts = response.getMessage().getContentList();
        var result = new HashMap<String, Object>();
        put(result, "text", joined(parts, Content.KindCase.TEXT, Content::getText));
        put(result, "reasoning", joined(parts, Content.KindCase.REASONING, Content::getReasoning));
        put(result, "refusal", joined(parts, Content.KindCase.REFUSAL, Content::getRefusal));
        result.put(
                "toolCalls",
                parts.stream()
                        .filter(Content::hasToolCall)
                        .map(p -> call(p.getToolCall()))
                        .toList());
        result.put("content", parts.stream().map(ChatAnswers::content).toList());
        result.put("finishReason", finish(response.getFinishReason()));
        put(result, "rawFinishReason", response.getRawFinishReason());
        result.put("usage", usage(response.getUsage()));
        put(result, "model", response.getModel());
        put(result, "id", response.getId());
        result.put("warnings", warnings);
        return result;
    }

    private static String joined(List<Content> parts, Content.KindCase kind, Function<Content, String> said) {
        var text = new JoinedText();
        for (var part : parts) {
            if (part.getKindCase() == kind) {
                text.add(said.apply(part));
            }
        }
        return text.take();
    }

    static Map<String, Object> event(ChatEvent event) {
        return switch (event.getEventCase()) {
            case TEXT_DELTA -> Map.of(TYPE, "TextDelta", "text", event.getTextDelta());
            case REASONING_DELTA -> Map.of(TYPE, "ReasoningDelta", "text", event.getReasoningDelta());
            case REFUSAL_DELTA -> Map.of(TYPE, "RefusalDelta", "text", event.getRefusalDelta());
            case TOOL_CALL -> call(event.getToolCall());
            case CONTENT -> content(event.getContent());
            case FINISHED -> {
                var told = event.getFinished();
                var finished = new HashMap<String, Object>();
                finished.put(TYPE, "Finished");
                finished.put("finishReason", finish(told.getFinishReason()));
                put(finished, "rawFinishReason", told.getRawFinishReason());
                finished.put("usage", usage(told.getUsage()));
                put(finished, "model", told.getModel());
                put(finished, "id", told.getId());
                yield finished;
            }
            case EVENT_NOT_SET -> Map.of(TYPE, "Content");
        };
    }

    static Map<String, Object> embeddings(EmbedResponse response) {
        var result = new HashMap<String, Object>();
        result.put(
                "embeddings",
                response.getEmbeddingsList().stream()
                        .map(embedding -> embedding.getValuesList().stream()
                                .map(value -> Double.valueOf(value.toString()))
                                .toList())
                        .toList());
        result.put("usage", usage(response.getUsage()));
        put(result, "model", response.getModel());
        return result;
    }

    private static void put(Map<String, Object> map, String name, @Nullable String text) {
        if (text != null && !text.isEmpty()) {
            map.put(name, text);
        }
    }

    private static String finish(FinishReason reason) {
        var name = reason.name();
        return reason == FinishReason.FINISH_REASON_UNSPECIFIED || reason == FinishReason.UNRECOGNIZED
                ? "OTHER"
                : name.substring("FINISH_REASON_".length());
    }

    private static Map<String, Object> usage(Usage usage) {
        return Map.of(
                "inputTokens", usage.getInputTokens(),
                "outputTokens", usage.getOutputTokens(),
                "cacheReadTokens", usage.getCacheReadTokens(),
                "cacheWriteTokens", usage.getCacheWriteTokens(),
                "reasoningTokens", usage.getReasoningTokens(),
                "inputAudioTokens", usage.getInputAudioTokens(),
                "inputImageTokens", usage.getInputImageTokens(),
                "outputAudioTokens", usage.getOutputAudioTokens(),
                "outputImageTokens", usage.getOutputImageTokens(),
                "serverToolCalls", usage.getServerToolCalls());
    }

    private static Map<String, Object> call(ToolCall call) {
        return Map.of(TYPE, "ToolCall", "id", call.getId(), "name", call.getName(), "arguments", call.getArguments());
    }

    private static Map<String, Object> content(Content part) {
        var content = new HashMap<String, Object>();
        content.put(TYPE, "Content");
        switch (part.getKindCase()) {
            case TEXT -> content.put("text", part.getText());
            case REASONING -> put(content, "reasoning", part.getReasoning());
            case REFUSAL -> content.put("refusal", part.getRefusal());
            case IMAGE -> content.put("image", media(part.getImage()));
            case AUDIO -> content.put("audio", media(part.getAudio()));
            case VIDEO -> content.put("video", media(part.getVideo()));
            case DOCUMENT -> content.put("document", media(part.getDocument()));
            case TOOL_CALL -> content.put("toolCall", call(part.getToolCall()));
            case SERVER_TOOL_CALL -> {
                var call = part.getServerToolCall();
                content.put(
                        "serverToolCall", Map.of("id", call.getId(), "name", call.getName(), "input", call.getInput()));
            }
            case SERVER_TOOL_RESULT -> {
                var told = part.getServerToolResult();
                content.put(
                        "serverToolResult",
                        Map.of(
                                "callId", told.getCallId(),
                                "name", told.getName(),
                                "output", told.getOutput(),
                                "error", told.getError()));
            }
            case TOOL_RESULT, KIND_NOT_SET -> {}
        }
        if (part.hasSeal()) {
            var seal = part.getSeal();
            var kind = seal.getKind().name().substring("KIND_".length());
            content.put("seal", Map.of("kind", kind, "origin", seal.getOrigin(), "value", seal.getValue()));
        }
        if (part.getCitationsCount() > 0) {
            content.put(
                    "citations",
                    part.getCitationsList().stream().map(ChatAnswers::citation).toList());
        }
        return content;
    }

    private static Map<String, Object> citation(Citation citation) {
        var told = new HashMap<String, Object>();
        put(told, "url", citation.getUrl());
        put(told, "title", citation.getTitle());
        put(told, "quote", citation.getQuote());
        return told;
    }

    private static Map<String, Object> media(Media media) {
        var told = new HashMap<String, Object>();
        put(told, "url", media.getUrl());
        put(told, "fileId", media.getFileId());
        put(told, "data", Base64.getEncoder().encodeToString(media.getData().toByteArray()));
        put(told, "mediaType", media.getMediaType());
        put(told, "name", media.getName());
        return told;
    }
}
