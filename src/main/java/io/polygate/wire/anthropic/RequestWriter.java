package io.polygate.wire.anthropic;

import io.polygate.model.Attributes;
import io.polygate.model.ChatRequest;
import io.polygate.model.Generation;
import io.polygate.model.Part;
import io.polygate.model.ReasoningRequest.Mode;
import io.polygate.model.ResponseFormat;
import io.polygate.model.Sampling;
import io.polygate.wire.EncodedRequest;
import io.polygate.wire.Numbers;
import io.polygate.wire.Target;
import io.polygate.wire.Warnings;
import io.polygate.wire.json.JsonWriter;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Writes one request as the model and the API version that it is for take it.
final class RequestWriter {

    /// The version that every vendor of this dialect knows. A preset names another as `values.anthropic-version`.
    private static final String VERSION = "2023-06-01";
    /// From this version on a request has no `temperature`, `top_p`, `top_k`.
    private static final String WITHOUT_SAMPLING = "2026-10-21";

    private static final String JSON_ONLY =
            "Answer with one JSON object and nothing else: no explanation and no code fence.";

    private final ChatRequest request;
    private final Claude claude;
    private final String version;
    private final Warnings warnings;
    private final Turns turns;
    private final ThinkingPlan plan;
    private final RequestExtras extras;
    private final JsonWriter json = new JsonWriter(4096);

    RequestWriter(ChatRequest request, Target target) {
        this.request = request.withModel(target.model());
        this.claude = Claude.of(target.model());
        this.version = target.quirks().values().getOrDefault("anthropic-version", VERSION);
        var vendor = target.quirks().vendor();
        this.warnings = new Warnings(vendor.isEmpty() ? AnthropicDialect.NAME : vendor);
        this.turns = Turns.of(request.messages(), claude, warnings);
        this.plan = plan();
        this.extras = RequestExtras.of(request.extras());
    }

    private ThinkingPlan plan() {
        var maxTokens = request.generation().maxTokens();
        return request.reasoning() == null
                ? ThinkingPlan.none(maxTokens == null ? claude.maxOutput() : maxTokens)
                : ThinkingPlan.of(
                        new ThinkingPlan.Wish(request.reasoning(), maxTokens, turns.thinkingRestored()),
                        claude,
                        warnings);
    }

    EncodedRequest chat() {
        json.object().field("model", request.model()).field("max_tokens", plan.maxTokens());
        prompt();
        generation(request.generation());
        attributes(request.attributes());
        if (request.stream()) {
            json.field("stream", true);
        }
        return end("/v1/messages");
    }

    /// The same prompt, to count its tokens.
    EncodedRequest count() {
        json.object().field("model", request.model());
        prompt();
        return end("/v1/messages/count_tokens");
    }

    private EncodedRequest end(String path) {
        warnings.extras(request.extras(), AnthropicDialect.NAME);
        extras.writeRest(json);
        var body = json.endObject().toBuffer();
        return new EncodedRequest(path, Map.of("anthropic-version", version), body, warnings.list());
    }

    private void prompt() {
        instructForm();
        AnthropicMessages.encode(turns, warnings, json);
        var forced = claude.forcedTools() && !plan.on();
        var setting = new AnthropicTools.Setting(claude, forced, turns.calledTools());
        AnthropicTools.encode(request.tools(), setting, warnings, extras, json);
        thinking();
        outputConfig();
    }

    private void thinking() {
        if (plan.mode() == null) {
            return;
        }
        json.name("thinking").object();
        json.field(
                "type",
                switch (plan.mode()) {
                    case ENABLED -> "enabled";
                    case ADAPTIVE -> "adaptive";
                    case BETWEEN_TOOLS -> "between_tools";
                    case DISABLED -> "disabled";
                });
        json.field("budget_tokens", plan.mode() == Mode.ENABLED ? plan.budget() : null);
        json.field("display", plan.display());
        extras.write("thinking", Set.of("type"), json);
        json.endObject();
    }

    private void outputConfig() {
        var schema =
                request.format() instanceof ResponseFormat.JsonSchema format && claude.structured() ? format : null;
        if (plan.effort() == null && schema == null) {
            return;
        }
        json.name("output_config").object();
        json.field("effort", plan.effort() == null ? null : ThinkingPlan.word(plan.effort()));
        if (schema != null) {
            json.name("format").object().field("type", "json_schema");
            json.rawField("schema", ClaudeSchemas.closed(schema.schema().text()))
                    .endObject();
        }
        extras.write("output_config", plan.effort() == null ? Set.of() : Set.of("effort"), json);
        json.endObject();
    }

    /// Where the model takes no format, the instructions ask for it.
    private void instructForm() {
        switch (request.format()) {
            case ResponseFormat.JsonObject _ -> instruct(JSON_ONLY);
            case ResponseFormat.JsonSchema format -> {
                if (!claude.structured()) {
                    instruct(JSON_ONLY + " It must fit this JSON Schema: "
                            + format.schema().text());
                }
                if (format.description() != null) {
                    warnings.unsupported("response_format.description");
                }
            }
            case ResponseFormat.Text _ -> {}
            case null -> {}
        }
    }

    private void instruct(String text) {
        warnings.add("response_format", "asked for in the instructions, the model takes no such format");
        turns.system().add(Part.text(text));
    }

    private void generation(Generation generation) {
        var stops = generation.stop().stream().filter(stop -> !stop.isBlank()).toList();
        if (stops.size() < generation.stop().size()) {
            warnings.add("stop", "without the blank ones, which are refused");
        }
        if (!stops.isEmpty()) {
            json.name("stop_sequences").array();
            stops.forEach(json::value);
            json.endArray();
        }
        sampling(generation.sampling());
        unsupported("n", generation.choices() != null && generation.choices() > 1);
        unsupported("logprobs", Boolean.TRUE.equals(generation.logprobs()));
        unsupported("top_logprobs", generation.topLogprobs() != null);
        unsupported("verbosity", generation.verbosity() != null);
        unsupported("modalities", generation.modalities().stream().anyMatch(m -> !m.equalsIgnoreCase("text")));
        unsupported("audio", generation.audio() != null);
    }

    private void sampling(Sampling sampling) {
        unsupported("seed", sampling.seed() != null);
        unsupported("frequency_penalty", sampling.frequencyPenalty() != null);
        unsupported("presence_penalty", sampling.presencePenalty() != null);
        var taken = claude.sampling() && !plan.on() && version.compareTo(WITHOUT_SAMPLING) < 0;
        var reason = plan.on() ? "not taken beside thinking" : "not taken by the model";
        var temperature = taken(sampling.temperature(), "temperature", taken, reason);
        if (temperature != null && temperature > 1) {
            warnings.add("temperature", "lowered to 1, the most that anthropic takes");
            temperature = 1.0;
        }
        var either = claude.eitherSampling() && temperature != null;
        var topP = taken(sampling.topP(), "top_p", taken && !either, either ? "not taken beside temperature" : reason);
        json.rawField("temperature", Numbers.textOrNull(temperature));
        json.rawField("top_p", Numbers.textOrNull(topP));
        json.field("top_k", taken(sampling.topK(), "top_k", taken, reason));
    }

    private <T> @Nullable T taken(@Nullable T value, String name, boolean taken, String otherwise) {
        if (value != null && !taken) {
            warnings.add(name, otherwise);
        }
        return taken ? value : null;
    }

    private void attributes(Attributes attributes) {
        var user = attributes.user() == null ? attributes.safetyIdentifier() : attributes.user();
        if (user != null || extras.has("metadata")) {
            json.name("metadata").object().field("user_id", user);
            extras.write("metadata", Set.of(), json);
            json.endObject();
        }
        if (attributes.serviceTier() != null) {
            serviceTier(attributes.serviceTier());
        }
        CacheMarks.encode(attributes.cache(), json);
        unsupported("metadata", !attributes.metadata().isEmpty());
        unsupported("store", Boolean.TRUE.equals(attributes.store()));
        unsupported("prompt_cache_key", attributes.promptCacheKey() != null);
    }

    private void serviceTier(String tier) {
        switch (tier.toLowerCase(Locale.ROOT)) {
            case "auto" -> json.field("service_tier", "auto");
            case "default", "standard_only" -> json.field("service_tier", "standard_only");
            default -> warnings.unsupported("service_tier");
        }
    }

    private void unsupported(String field, boolean asked) {
        if (asked) {
            warnings.unsupported(field);
        }
    }
}
