package io.polygate.door.graphql;

import io.polygate.proto.v1.ChatRequest;
import io.polygate.proto.v1.Reasoning;
import io.polygate.proto.v1.ResponseFormat;
import io.polygate.proto.v1.Tool;
import io.polygate.proto.v1.ToolChoice;
import java.util.Map;

/// A `ChatInput` as the message that routing knows.
final class ChatRequests {

    private ChatRequests() {}

    /// @throws io.polygate.model.GatewayException naming the field that is not what it must be
    static ChatRequest of(Input input) {
        var request = ChatRequest.newBuilder().setModel(input.must("model"));
        input.objects("messages", message -> request.addMessages(Messages.of(message)));
        input.objects("tools", tool -> request.addTools(tool(tool)));
        input.object("toolChoice", choice -> request.setToolChoice(choice(choice)));
        input.flag("parallelToolCalls", request::setParallelToolCalls);
        input.whole("maxTokens", request::setMaxTokens);
        input.real("temperature", request::setTemperature);
        input.real("topP", request::setTopP);
        input.whole("topK", request::setTopK);
        input.real("frequencyPenalty", request::setFrequencyPenalty);
        input.real("presencePenalty", request::setPresencePenalty);
        input.whole("seed", request::setSeed);
        request.addAllStop(input.texts("stop"));
        input.object("reasoning", reasoning -> request.setReasoning(reasoning(reasoning)));
        input.object("responseFormat", format -> request.setResponseFormat(format(format)));
        input.text("user", request::setUser);
        metadata(input, request);
        input.text("serviceTier", request::setServiceTier);
        input.text("verbosity", request::setVerbosity);
        input.text("promptCacheKey", request::setPromptCacheKey);
        return request.build();
    }

    private static void metadata(Input input, ChatRequest.Builder request) {
        var metadata = input.get("metadata");
        if (metadata == null) {
            return;
        }
        if (!(metadata instanceof Map<?, ?> values)) {
            throw input.invalid("metadata", "not an object (expected: an object of strings)");
        }
        values.forEach((name, value) -> {
            if (!(value instanceof String text)) {
                throw input.invalid("metadata." + name, "not a string");
            }
            request.putMetadata(String.valueOf(name), text);
        });
    }

    private static Tool tool(Input input) {
        var tool = Tool.newBuilder().setName(input.must("name"));
        input.text("description", tool::setDescription);
        input.json("parameters", tool::setParameters);
        input.flag("strict", tool::setStrict);
        input.object("cacheControl", cache -> tool.setCacheControl(Messages.cache(cache)));
        return tool.build();
    }

    private static ToolChoice choice(Input input) {
        var choice = ToolChoice.newBuilder().addAllNames(input.texts("names"));
        input.text("mode", mode -> choice.setMode(ToolChoice.Mode.valueOf("MODE_" + mode)));
        return choice.build();
    }

    private static Reasoning reasoning(Input input) {
        var reasoning = Reasoning.newBuilder();
        input.flag("enabled", reasoning::setEnabled);
        input.text("effort", effort -> reasoning.setEffort(Reasoning.Effort.valueOf("EFFORT_" + effort)));
        input.whole("budgetTokens", reasoning::setBudgetTokens);
        input.text("summary", reasoning::setSummary);
        return reasoning.build();
    }

    private static ResponseFormat format(Input input) {
        return switch (input.must("type")) {
            case "TEXT" ->
                ResponseFormat.newBuilder()
                        .setText(ResponseFormat.Text.getDefaultInstance())
                        .build();
            case "JSON_OBJECT" ->
                ResponseFormat.newBuilder()
                        .setJsonObject(ResponseFormat.JsonObject.getDefaultInstance())
                        .build();
            default -> {
                var schema = ResponseFormat.JsonSchema.newBuilder();
                input.text("name", schema::setName);
                input.text("description", schema::setDescription);
                input.json("schema", schema::setSchema);
                input.flag("strict", schema::setStrict);
                yield ResponseFormat.newBuilder().setJsonSchema(schema).build();
            }
        };
    }
}
