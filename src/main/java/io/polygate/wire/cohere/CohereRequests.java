package io.polygate.wire.cohere;

import io.polygate.model.ChatRequest;
import io.polygate.model.Generation;
import io.polygate.model.ReasoningRequest;
import io.polygate.model.ResponseFormat;
import io.polygate.model.Tool;
import io.polygate.model.ToolChoice.Mode;
import io.polygate.model.Tools;
import io.polygate.wire.CarriedExtras;
import io.polygate.wire.FunctionTools;
import io.polygate.wire.Numbers;
import io.polygate.wire.ReasoningBudgets;
import io.polygate.wire.Target;
import io.polygate.wire.Unsaid;
import io.polygate.wire.Warnings;
import io.polygate.wire.json.JsonWriter;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The request's own fields: `POST /v2/chat`. `p` and `k` are what others call `top_p` and `top_k`.
final class CohereRequests {

    private static final Set<String> OWN =
            Set.of("documents", "citation_options", "safety_mode", "strict_tools", "priority");

    private CohereRequests() {}

    static void encode(ChatRequest request, Target target, Warnings warnings, JsonWriter json) {
        json.object().field("model", target.model());
        new CohereMessages(warnings, json).write(request.messages());
        json.field("stream", request.stream());
        generation(request.generation(), warnings, json);
        thinking(request.reasoning(), request.generation().maxTokens(), json);
        tools(request.tools(), request.extras().fields().containsKey("strict_tools"), warnings, json);
        format(request.format(), json);
        Unsaid.attributes(request.attributes(), warnings);
        CarriedExtras.write(request.extras(), OWN, warnings, json);
        json.endObject();
    }

    private static void generation(Generation generation, Warnings warnings, JsonWriter json) {
        var sampling = generation.sampling();
        json.field("max_tokens", generation.maxTokens());
        json.rawField("temperature", Numbers.textOrNull(sampling.temperature()));
        json.rawField("p", Numbers.textOrNull(sampling.topP()));
        json.field("k", sampling.topK());
        json.rawField("frequency_penalty", Numbers.textOrNull(sampling.frequencyPenalty()));
        json.rawField("presence_penalty", Numbers.textOrNull(sampling.presencePenalty()));
        json.field("seed", sampling.seed()).field("logprobs", generation.logprobs());
        if (!generation.stop().isEmpty()) {
            json.name("stop_sequences").array();
            generation.stop().forEach(json::value);
            json.endArray();
        }
        Unsaid.warn("n", generation.choices() == null || generation.choices() == 1 ? null : "n", warnings);
        Unsaid.warn("top_logprobs", generation.topLogprobs(), warnings);
        Unsaid.forms(generation, warnings);
    }

    private static void thinking(@Nullable ReasoningRequest reasoning, @Nullable Long maxTokens, JsonWriter json) {
        if (reasoning == null) {
            return;
        }
        json.name("thinking").object().field("type", reasoning.off() ? "disabled" : "enabled");
        var asked = reasoning.budgetTokens() != null || reasoning.effort() != null;
        var budget = ReasoningBudgets.budget(reasoning, maxTokens);
        if (asked && budget > 0) {
            json.field("token_budget", budget);
        }
        json.endObject();
    }

    private static void tools(Tools tools, boolean strictSaid, Warnings warnings, JsonWriter json) {
        var functions = FunctionTools.of(tools, warnings);
        if (functions.isEmpty()) {
            return;
        }
        FunctionTools.write(functions, json.name("tools"));
        if (!strictSaid && functions.stream().allMatch(CohereRequests::isStrict)) {
            json.field("strict_tools", true);
        }
        var mode = FunctionTools.mode(tools);
        if (mode != null) {
            json.field("tool_choice", mode == Mode.NONE ? "NONE" : "REQUIRED");
        }
        Unsaid.warn("parallel_tool_calls", Boolean.FALSE.equals(tools.parallel()) ? false : null, warnings);
    }

    private static boolean isStrict(Tool.Function function) {
        return Boolean.TRUE.equals(function.strict());
    }

    private static void format(@Nullable ResponseFormat format, JsonWriter json) {
        switch (format) {
            case ResponseFormat.JsonObject _ -> json.rawField("response_format", "{\"type\":\"json_object\"}");
            case ResponseFormat.JsonSchema schema -> {
                json.name("response_format").object().field("type", "json_object");
                json.rawField("json_schema", schema.schema().text()).endObject();
            }
            case ResponseFormat.Text _ -> {}
            case null -> {}
        }
    }
}
