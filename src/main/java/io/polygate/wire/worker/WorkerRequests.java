package io.polygate.wire.worker;

import io.polygate.model.ChatRequest;
import io.polygate.model.ErrorKind;
import io.polygate.model.Extras;
import io.polygate.model.GatewayError;
import io.polygate.model.Generation;
import io.polygate.model.ReasoningRequest;
import io.polygate.model.ResponseFormat;
import io.polygate.proto.worker.v1.GenerateRequest;
import io.polygate.proto.worker.v1.JsonObject;
import io.polygate.proto.worker.v1.JsonSchema;
import io.polygate.proto.worker.v1.Sampling;
import io.polygate.wire.PartTexts;
import io.polygate.wire.Target;
import io.polygate.wire.Unsaid;
import io.polygate.wire.Warnings;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonWriter;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A `GenerateRequest`. Numbers are checked by the worker, which says what is allowed; here only that they fit.
final class WorkerRequests {

    private static final String TEMPLATE = "chat_template_kwargs";
    private static final String THINKING = "enable_thinking";
    private static final String EFFORT = "reasoning_effort";
    private static final long MAX_UINT32 = 0xFFFF_FFFFL;

    /// Callers whose extra fields are an engine's: engines are spoken to in OpenAI's words.
    private static final Set<String> ENGINES_WORDS = Set.of("openai", "completions");

    /// OpenAI's old words for tools, which are told as tools.
    private static final Set<String> TOLD = Set.of("id", "functions", "function_call");

    private WorkerRequests() {}

    static GenerateRequest encode(ChatRequest request, Target target, boolean prompt, Warnings warnings) {
        var message = GenerateRequest.newBuilder().setModel(target.model());
        if (prompt) {
            message.setPrompt(PartTexts.text(request.messages().getFirst().parts()));
        } else {
            message.setChat(WorkerMessages.chat(request, warnings));
        }
        message.setSampling(sampling(request.generation()));
        format(request.format(), message);
        var generation = request.generation();
        if (Boolean.TRUE.equals(generation.logprobs())) {
            var top = generation.topLogprobs();
            message.setTopLogprobs(top == null ? 0 : unsigned("top_logprobs", top));
        }
        message.setExtrasJson(extras(request, warnings));
        Unsaid.warn("n", generation.choices() == null || generation.choices() == 1 ? null : "n", warnings);
        Unsaid.forms(generation, warnings);
        return message.build();
    }

    private static Sampling sampling(Generation generation) {
        var sampling = Sampling.newBuilder();
        var given = generation.sampling();
        if (generation.maxTokens() != null) {
            sampling.setMaxTokens(unsigned("max_tokens", generation.maxTokens()));
        }
        if (given.temperature() != null) {
            sampling.setTemperature(given.temperature());
        }
        if (given.topP() != null) {
            sampling.setTopP(given.topP());
        }
        if (given.topK() != null) {
            sampling.setTopK((int) fitting("top_k", given.topK(), Integer.MIN_VALUE, Integer.MAX_VALUE));
        }
        if (given.presencePenalty() != null) {
            sampling.setPresencePenalty(given.presencePenalty());
        }
        if (given.frequencyPenalty() != null) {
            sampling.setFrequencyPenalty(given.frequencyPenalty());
        }
        if (given.seed() != null) {
            sampling.setSeed(given.seed());
        }
        return sampling.addAllStop(generation.stop()).build();
    }

    private static void format(@Nullable ResponseFormat format, GenerateRequest.Builder message) {
        switch (format) {
            case null -> {}
            case ResponseFormat.Text _ -> {}
            case ResponseFormat.JsonObject _ ->
                message.getResponseFormatBuilder().setJsonObject(JsonObject.getDefaultInstance());
            case ResponseFormat.JsonSchema given -> {
                var schema =
                        JsonSchema.newBuilder().setSchemaJson(given.schema().text());
                if (given.name() != null) {
                    schema.setName(given.name());
                }
                if (given.strict() != null) {
                    schema.setStrict(given.strict());
                }
                message.getResponseFormatBuilder().setJsonSchema(schema);
            }
        }
    }

    /// The engine's own fields, and for its template whether to think.
    private static String extras(ChatRequest request, Warnings warnings) {
        var extras = request.extras();
        var reasoning = request.reasoning();
        boolean understood = ENGINES_WORDS.contains(extras.dialect());
        if (!understood) {
            warnings.extras(extras, WorkerDialect.NAME);
        }
        if (reasoning == null
                && (!understood || TOLD.containsAll(extras.fields().keySet()))) {
            return "";
        }
        var json = new JsonWriter(256).object();
        if (understood) {
            extras.fields().forEach((name, value) -> {
                if (!TOLD.contains(name) && !(name.equals(TEMPLATE) && reasoning != null)) {
                    json.rawField(name, value.text());
                }
            });
        }
        if (reasoning != null) {
            template(reasoning, understood ? extras : Extras.NONE, json);
            Unsaid.warn("reasoning.budget", reasoning.off() ? null : reasoning.budgetTokens(), warnings);
        }
        return json.endObject().toString();
    }

    /// What the caller says to the template itself comes before what is made of the request.
    private static void template(ReasoningRequest reasoning, Extras extras, JsonWriter json) {
        json.name(TEMPLATE).object();
        var given = extras.fields().get(TEMPLATE);
        var said = given == null ? null : Json.parse(given.text());
        if (said != null) {
            said.members().forEach(member -> json.name(member.name()).raw(member.value()));
        }
        if (said == null || said.get(THINKING) == null) {
            json.field(THINKING, !reasoning.off());
        }
        if (reasoning.effort() != null && !reasoning.off() && (said == null || said.get(EFFORT) == null)) {
            json.field(EFFORT, reasoning.effort().name().toLowerCase(Locale.ROOT));
        }
        json.endObject();
    }

    private static int unsigned(String field, long value) {
        return (int) fitting(field, value, 0, MAX_UINT32);
    }

    private static long fitting(String field, long value, long min, long max) {
        if (value < min || value > max) {
            var message = field + ": " + value + " (expected: " + min + " to " + max + ")";
            throw GatewayError.field(ErrorKind.INVALID_FIELD, field, message).asException();
        }
        return value;
    }
}
