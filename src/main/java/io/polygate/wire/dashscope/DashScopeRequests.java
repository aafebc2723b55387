package io.polygate.wire.dashscope;

import io.polygate.model.ChatRequest;
import io.polygate.model.Generation;
import io.polygate.model.ReasoningRequest;
import io.polygate.model.ResponseFormat;
import io.polygate.model.ToolChoice;
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

/// The request's own fields: `{model, input: {messages}, parameters}`.
final class DashScopeRequests {

    static final String PRESERVE_THINKING = "preserve_thinking";

    private static final Set<String> OWN = Set.of(
            "repetition_penalty",
            "enable_search",
            "search_options",
            "enable_code_interpreter",
            PRESERVE_THINKING,
            "vl_high_resolution_images",
            "vl_enable_image_hw_output",
            "max_input_tokens",
            "translation_options",
            "ocr_options",
            "asr_options");

    private DashScopeRequests() {}

    /// How a request is sent: as a stream, and to the service for media.
    record Form(boolean stream, boolean multimodal) {}

    /// Models that think refuse to be asked for a whole answer, so that is collected from a stream.
    static boolean streams(ChatRequest request, Target target) {
        return request.stream() || on(request.reasoning(), target);
    }

    private static boolean on(@Nullable ReasoningRequest reasoning, Target target) {
        return reasoning != null && !reasoning.off() && target.quirks().reasons(target.model());
    }

    static void encode(ChatRequest request, Target target, Form form, Warnings warnings, JsonWriter json) {
        json.object().field("model", target.model()).name("input").object();
        var thoughts = request.extras().fields().containsKey(PRESERVE_THINKING);
        new DashScopeMessages(form.multimodal(), thoughts, target.quirks(), warnings, json).write(request.messages());
        json.endObject().name("parameters").object();
        if (!form.multimodal()) {
            json.field("result_format", "message");
        }
        if (form.stream()) {
            json.field("incremental_output", true);
        }
        generation(request.generation(), warnings, json);
        thinking(request.reasoning(), request.generation().maxTokens(), target, warnings, json);
        tools(request.tools(), warnings, json);
        format(request.format(), json);
        Unsaid.attributes(request.attributes(), warnings);
        CarriedExtras.write(request.extras(), OWN, warnings, json);
        json.endObject().endObject();
    }

    private static void generation(Generation generation, Warnings warnings, JsonWriter json) {
        var sampling = generation.sampling();
        json.field("max_tokens", generation.maxTokens());
        json.rawField("temperature", Numbers.textOrNull(sampling.temperature()));
        json.rawField("top_p", Numbers.textOrNull(sampling.topP()));
        json.field("top_k", sampling.topK());
        json.rawField("frequency_penalty", Numbers.textOrNull(sampling.frequencyPenalty()));
        json.rawField("presence_penalty", Numbers.textOrNull(sampling.presencePenalty()));
        json.field("seed", sampling.seed()).field("n", generation.choices());
        if (!generation.stop().isEmpty()) {
            json.name("stop").array();
            generation.stop().forEach(json::value);
            json.endArray();
        }
        json.field("logprobs", generation.logprobs()).field("top_logprobs", generation.topLogprobs());
        Unsaid.forms(generation, warnings);
    }

    private static void thinking(
            @Nullable ReasoningRequest reasoning,
            @Nullable Long maxTokens,
            Target target,
            Warnings warnings,
            JsonWriter json) {
        if (reasoning == null) {
            return;
        }
        if (!target.quirks().reasons(target.model())) {
            Unsaid.warn("reasoning", reasoning.off() ? null : reasoning, warnings);
            return;
        }
        json.field("enable_thinking", !reasoning.off());
        var asked = reasoning.budgetTokens() != null || reasoning.effort() != null;
        var budget = ReasoningBudgets.budget(reasoning, maxTokens);
        if (asked && budget > 0) {
            json.field("thinking_budget", budget);
        }
    }

    private static void tools(Tools tools, Warnings warnings, JsonWriter json) {
        var functions = FunctionTools.of(tools, warnings);
        if (functions.isEmpty()) {
            return;
        }
        FunctionTools.write(functions, json.name("tools"));
        var mode = FunctionTools.mode(tools);
        if (mode == ToolChoice.Mode.NONE) {
            json.field("tool_choice", "none");
        } else if (mode == ToolChoice.Mode.REQUIRED && functions.size() == 1) {
            json.name("tool_choice").object().field("type", "function").name("function");
            json.object().field("name", functions.getFirst().name()).endObject().endObject();
        } else {
            Unsaid.warn("tool_choice", mode, warnings);
        }
        json.field("parallel_tool_calls", tools.parallel());
    }

    private static void format(@Nullable ResponseFormat format, JsonWriter json) {
        switch (format) {
            case ResponseFormat.JsonObject _ -> json.rawField("response_format", "{\"type\":\"json_object\"}");
            case ResponseFormat.JsonSchema schema -> {
                json.name("response_format").object().field("type", "json_schema");
                json.name("json_schema").object();
                json.field("name", schema.name() == null ? "response" : schema.name());
                json.field("description", schema.description());
                json.rawField("schema", schema.schema().text()).field("strict", schema.strict());
                json.endObject().endObject();
            }
            case ResponseFormat.Text _ -> {}
            case null -> {}
        }
    }
}
