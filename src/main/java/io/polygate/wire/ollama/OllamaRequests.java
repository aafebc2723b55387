package io.polygate.wire.ollama;

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

/// The request's own fields: `POST /api/chat`.
final class OllamaRequests {

    private static final Set<String> OWN = Set.of("keep_alive", "truncate", "shift");

    /// The family whose `think` is a word; all others take only on and off.
    private static final String THINKS_IN_WORDS = "gpt-oss";

    private OllamaRequests() {}

    static void encode(ChatRequest request, Target target, Warnings warnings, JsonWriter json) {
        json.object().field("model", target.model());
        new OllamaMessages(warnings, json).write(request.messages());
        tools(request.tools(), warnings, json);
        format(request.format(), json);
        think(request.reasoning(), target.model(), json);
        json.field("stream", request.stream());
        generation(request.generation(), warnings, json);
        Unsaid.attributes(request.attributes(), warnings);
        CarriedExtras.write(request.extras(), OWN, warnings, json);
        json.endObject();
    }

    /// Tools that must not be called are not sent: there is no other way to say so.
    private static void tools(Tools tools, Warnings warnings, JsonWriter json) {
        var mode = FunctionTools.mode(tools);
        var functions = FunctionTools.of(tools, warnings);
        if (functions.isEmpty() || mode == ToolChoice.Mode.NONE) {
            return;
        }
        FunctionTools.write(functions, json.name("tools"));
        Unsaid.warn("tool_choice", mode, warnings);
        Unsaid.warn("parallel_tool_calls", Boolean.FALSE.equals(tools.parallel()) ? false : null, warnings);
    }

    private static void format(@Nullable ResponseFormat format, JsonWriter json) {
        switch (format) {
            case ResponseFormat.JsonObject _ -> json.field("format", "json");
            case ResponseFormat.JsonSchema schema ->
                json.rawField("format", schema.schema().text());
            case ResponseFormat.Text _ -> {}
            case null -> {}
        }
    }

    private static void think(@Nullable ReasoningRequest reasoning, String model, JsonWriter json) {
        if (reasoning == null) {
            return;
        }
        var effort = ReasoningBudgets.effort(reasoning);
        if (effort == null || reasoning.off() || !model.contains(THINKS_IN_WORDS)) {
            json.field("think", !reasoning.off());
            return;
        }
        json.field(
                "think",
                switch (effort) {
                    case NONE, MINIMAL, LOW -> "low";
                    case MEDIUM -> "medium";
                    case HIGH, XHIGH, MAX -> "high";
                });
    }

    private static void generation(Generation generation, Warnings warnings, JsonWriter json) {
        var sampling = generation.sampling();
        json.field("logprobs", generation.logprobs()).field("top_logprobs", generation.topLogprobs());
        json.name("options").object();
        json.field("num_predict", generation.maxTokens());
        json.rawField("temperature", Numbers.textOrNull(sampling.temperature()));
        json.rawField("top_p", Numbers.textOrNull(sampling.topP()));
        json.field("top_k", sampling.topK());
        json.rawField("frequency_penalty", Numbers.textOrNull(sampling.frequencyPenalty()));
        json.rawField("presence_penalty", Numbers.textOrNull(sampling.presencePenalty()));
        json.field("seed", sampling.seed());
        if (!generation.stop().isEmpty()) {
            json.name("stop").array();
            generation.stop().forEach(json::value);
            json.endArray();
        }
        json.endObject();
        Unsaid.warn("n", generation.choices() == null || generation.choices() == 1 ? null : "n", warnings);
        Unsaid.forms(generation, warnings);
    }
}
