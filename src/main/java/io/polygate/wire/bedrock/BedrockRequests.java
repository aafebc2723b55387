package io.polygate.wire.bedrock;

import io.polygate.model.Attributes;
import io.polygate.model.ChatRequest;
import io.polygate.model.Generation;
import io.polygate.model.Part;
import io.polygate.model.ReasoningRequest.Effort;
import io.polygate.model.ResponseFormat;
import io.polygate.model.Sampling;
import io.polygate.wire.EncodedRequest;
import io.polygate.wire.Numbers;
import io.polygate.wire.ReasoningBudgets;
import io.polygate.wire.Target;
import io.polygate.wire.Warnings;
import io.polygate.wire.anthropic.Claude;
import io.polygate.wire.anthropic.ThinkingPlan;
import io.polygate.wire.json.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The body of Converse and ConverseStream. What one family of models takes beside it goes into
/// `additionalModelRequestFields`; Claude is told to think as at Anthropic.
final class BedrockRequests {

    /// What callers of other dialects may say of Bedrock's own, as its SDKs write it.
    private static final Set<String> OWN = Set.of(
            "guardrailConfig",
            "performanceConfig",
            "requestMetadata",
            "additionalModelResponseFieldPaths",
            "promptVariables");
    private static final Pattern METADATA = Pattern.compile("[a-zA-Z0-9\\s:_@$#=/+,.-]{0,256}");
    private static final String JSON_ONLY =
            "Answer with one JSON object and nothing else: no explanation and no code fence.";

    private final ChatRequest request;
    private final BedrockModel model;
    private final Warnings warnings = new Warnings(BedrockDialect.NAME);
    private final BedrockTurns turns;
    private final @Nullable Claude claude;
    private final @Nullable ThinkingPlan plan;
    private final List<String> system = new ArrayList<>();

    BedrockRequests(ChatRequest request, Target target) {
        this.request = request;
        this.model = BedrockModel.of(target.model());
        this.turns = BedrockTurns.of(request.messages(), warnings);
        this.claude = model.claude() ? Claude.of(target.model()) : null;
        this.plan = plan();
    }

    private @Nullable ThinkingPlan plan() {
        if (claude == null || request.reasoning() == null) {
            return null;
        }
        var wish =
                new ThinkingPlan.Wish(request.reasoning(), request.generation().maxTokens(), turns.thinkingRestored());
        return ThinkingPlan.of(wish, claude, warnings);
    }

    EncodedRequest encode() {
        var json = new JsonWriter(4096).object();
        var format = format();
        write(json);
        generation(json);
        var forced = plan == null || !plan.on();
        var blocks = new BedrockBlocks(model, warnings, json);
        new BedrockTools(model, blocks, warnings, json).write(request.tools(), turns.calledTools(), forced);
        json.rawField("outputConfig", format);
        additional(json);
        attributes(request.attributes(), json);
        extras(json);
        return new EncodedRequest("", Map.of(), json.endObject().toBuffer(), warnings.list());
    }

    /// The conversation alone, as it is counted.
    void write(JsonWriter json) {
        var blocks = new BedrockBlocks(model, warnings, json);
        json.name("messages").array();
        for (var turn : turns.turns()) {
            json.object().field("role", turn.user() ? "user" : "assistant").name("content");
            blocks.turn(turn);
            json.endObject();
        }
        json.endArray();
        var said = new ArrayList<>(turns.system());
        system.forEach(text -> said.add(Part.text(text)));
        if (said.stream()
                .anyMatch(part -> part.content() instanceof io.polygate.model.Content.Text text
                        && !text.text().isBlank())) {
            json.name("system").array();
            blocks.system(said);
            json.endArray();
        }
    }

    private void generation(JsonWriter json) {
        var generation = request.generation();
        var sampling = generation.sampling();
        json.name("inferenceConfig").object();
        json.field("maxTokens", plan == null ? generation.maxTokens() : Long.valueOf(plan.maxTokens()));
        if (sampled(sampling)) {
            var temperature = sampling.temperature();
            if (temperature != null && temperature > 1) {
                warnings.add("temperature", "lowered to 1, the most that bedrock takes");
                temperature = 1.0;
            }
            boolean either = claude != null && claude.eitherSampling() && temperature != null;
            json.rawField("temperature", Numbers.textOrNull(temperature));
            if (either && sampling.topP() != null) {
                warnings.add("top_p", "not taken beside temperature");
            } else {
                json.rawField("topP", Numbers.textOrNull(sampling.topP()));
            }
        }
        var stops = generation.stop().stream().filter(stop -> !stop.isBlank()).toList();
        if (!stops.isEmpty()) {
            json.name("stopSequences").array();
            stops.forEach(json::value);
            json.endArray();
        }
        json.endObject();
        unsupported(generation);
    }

    /// Whether the model takes temperature and its like now; warns where it does not.
    private boolean sampled(Sampling sampling) {
        boolean asked = sampling.temperature() != null || sampling.topP() != null;
        boolean thinks = plan != null && plan.on();
        boolean taken = (claude == null || claude.sampling()) && !thinks;
        if (asked && !taken) {
            var reason = thinks ? "not taken beside thinking" : "not taken by the model";
            warnings.add(sampling.temperature() == null ? "top_p" : "temperature", reason);
        }
        return taken;
    }

    private void unsupported(Generation generation) {
        var sampling = generation.sampling();
        unsupported("n", generation.choices() != null && generation.choices() > 1);
        unsupported("logprobs", Boolean.TRUE.equals(generation.logprobs()));
        unsupported("top_logprobs", generation.topLogprobs() != null);
        unsupported("verbosity", generation.verbosity() != null);
        unsupported("modalities", generation.modalities().stream().anyMatch(m -> !m.equalsIgnoreCase("text")));
        unsupported("audio", generation.audio() != null);
        unsupported("seed", sampling.seed() != null);
        unsupported("frequency_penalty", sampling.frequencyPenalty() != null);
        unsupported("presence_penalty", sampling.presencePenalty() != null);
    }

    private void unsupported(String field, boolean asked) {
        if (asked) {
            warnings.unsupported(field);
        }
    }

    /// `outputConfig` for a schema, or null where the instructions ask for the form or nobody does.
    private @Nullable String format() {
        return switch (request.format()) {
            case ResponseFormat.JsonSchema schema -> {
                if (claude == null ? model.structured() : claude.structured()) {
                    yield schema(schema);
                }
                instruct(JSON_ONLY + " It must fit this JSON Schema: "
                        + schema.schema().text());
                yield null;
            }
            case ResponseFormat.JsonObject _ -> {
                instruct(JSON_ONLY);
                yield null;
            }
            case ResponseFormat.Text _ -> null;
            case null -> null;
        };
    }

    private void instruct(String text) {
        warnings.add("response_format", "asked for in the instructions, the model takes no such format");
        system.add(text);
    }

    private static String schema(ResponseFormat.JsonSchema schema) {
        var json = new JsonWriter().object().name("textFormat").object().field("type", "json_schema");
        json.name("structure").object().name("jsonSchema").object();
        json.field("name", schema.name() == null ? "answer" : schema.name());
        json.field("description", schema.description())
                .field("schema", schema.schema().text());
        return json.endObject().endObject().endObject().endObject().toString();
    }

    private void additional(JsonWriter json) {
        var own = new JsonWriter().object();
        int empty = own.length();
        if (plan != null) {
            thinking(plan, own);
        } else if (request.reasoning() != null && claude == null) {
            reasoning(own);
        }
        var topK = request.generation().sampling().topK();
        if (topK != null && model.nova()) {
            own.name("inferenceConfig").object().field("topK", topK).endObject();
        } else if (topK != null && claude != null && claude.sampling() && (plan == null || !plan.on())) {
            own.field("top_k", topK);
        } else if (topK != null) {
            warnings.unsupported("top_k");
        }
        if (own.length() > empty) {
            json.rawField("additionalModelRequestFields", own.endObject().toString());
        }
    }

    private static void thinking(ThinkingPlan plan, JsonWriter own) {
        if (plan.mode() != null) {
            own.name("thinking").object();
            own.field("type", plan.mode().name().toLowerCase(Locale.ROOT));
            if (plan.mode() == io.polygate.model.ReasoningRequest.Mode.ENABLED) {
                own.field("budget_tokens", plan.budget());
            }
            own.field("display", plan.display()).endObject();
        }
        if (plan.effort() != null) {
            own.name("output_config").object();
            own.field("effort", ThinkingPlan.word(plan.effort())).endObject();
        }
    }

    private void reasoning(JsonWriter own) {
        var asked = request.reasoning();
        var effort = asked == null ? null : ReasoningBudgets.effort(asked);
        var off = asked != null && asked.off();
        if (model.novaReasons()) {
            own.name("reasoningConfig").object().field("type", off ? "disabled" : "enabled");
            own.field("maxReasoningEffort", off ? null : level(effort)).endObject();
        } else if (model.gptOss()) {
            own.field("reasoning_effort", off ? "low" : level(effort));
        } else if (!off) {
            warnings.unsupported("reasoning");
        }
    }

    private static String level(@Nullable Effort effort) {
        return switch (effort) {
            case NONE, MINIMAL, LOW -> "low";
            case HIGH, XHIGH, MAX -> "high";
            case MEDIUM -> "medium";
            case null -> "medium";
        };
    }

    private void attributes(Attributes attributes, JsonWriter json) {
        if (!attributes.metadata().isEmpty()) {
            boolean fits = attributes.metadata().entrySet().stream()
                    .allMatch(entry -> METADATA.matcher(entry.getKey()).matches()
                            && METADATA.matcher(entry.getValue()).matches());
            if (fits && attributes.metadata().size() <= 16) {
                json.name("requestMetadata").object();
                attributes.metadata().forEach(json::field);
                json.endObject();
            } else {
                warnings.unsupported("metadata");
            }
        }
        var tier = attributes.serviceTier();
        if (tier != null && Set.of("default", "priority", "flex").contains(tier)) {
            json.name("serviceTier").object().field("type", tier).endObject();
        } else if (tier != null && !tier.equals("auto")) {
            warnings.unsupported("service_tier");
        }
        unsupported("store", Boolean.TRUE.equals(attributes.store()));
        unsupported("prompt_cache_key", attributes.promptCacheKey() != null);
        unsupported("user", attributes.user() != null);
    }

    private void extras(JsonWriter json) {
        request.extras().fields().forEach((name, value) -> {
            if (OWN.contains(name)) {
                json.rawField(name, value.text());
            } else if (!name.equals("id")) {
                warnings.unsupported(name);
            }
        });
    }
}
