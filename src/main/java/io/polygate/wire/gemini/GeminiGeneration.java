package io.polygate.wire.gemini;

import io.polygate.model.ChatRequest;
import io.polygate.model.Generation;
import io.polygate.model.RawJson;
import io.polygate.model.ResponseFormat;
import io.polygate.model.Sampling;
import io.polygate.model.Tool;
import io.polygate.wire.JsonSchemas;
import io.polygate.wire.Numbers;
import io.polygate.wire.Warnings;
import io.polygate.wire.json.JsonWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// `generationConfig`. Its unknown members are the request's extras, named with their path.
final class GeminiGeneration {

    private static final String PATH = "generationConfig.";
    private static final String JSON = "application/json";
    private static final int MAX_STOP = 5;
    private static final Set<String> KNOWN = Set.of(
            "temperature",
            "topP",
            "topK",
            "candidateCount",
            "maxOutputTokens",
            "stopSequences",
            "seed",
            "presencePenalty",
            "frequencyPenalty",
            "responseLogprobs",
            "logprobs",
            "responseModalities",
            "thinkingConfig",
            "responseMimeType",
            "responseSchema",
            "responseJsonSchema");

    private GeminiGeneration() {}

    static Generation decode(ProtoFields config, Map<String, RawJson> extras) {
        config.extras(PATH, KNOWN, extras);
        var sampling = new Sampling(
                config.number("temperature"),
                config.number("topP"),
                topK(config),
                config.number("frequencyPenalty"),
                config.number("presencePenalty"),
                config.integer("seed"));
        return new Generation(
                config.integer("maxOutputTokens"),
                sampling,
                config.strings("stopSequences"),
                config.integer("candidateCount"),
                config.bool("responseLogprobs"),
                config.integer("logprobs"),
                null,
                config.strings("responseModalities").stream()
                        .map(word -> word.toLowerCase(Locale.ROOT))
                        .toList(),
                null);
    }

    /// Vertex declares `topK` as a float.
    private static @Nullable Long topK(ProtoFields config) {
        var value = config.get("topK");
        var number = value == null ? null : value.asDouble();
        return number == null ? config.integer("topK") : Long.valueOf(Math.round(number));
    }

    static @Nullable ResponseFormat format(ProtoFields config, Map<String, RawJson> extras) {
        var type = config.string("responseMimeType");
        var schema = config.get("responseSchema");
        var jsonSchema = config.raw("responseJsonSchema");
        if (jsonSchema != null) {
            return new ResponseFormat.JsonSchema(null, null, jsonSchema, null);
        }
        if (schema != null && (type == null || type.equals(JSON))) {
            return new ResponseFormat.JsonSchema(null, null, JsonSchemas.fromGemini(schema), null);
        }
        if (type == null) {
            return null;
        }
        if (type.equals(JSON)) {
            return new ResponseFormat.JsonObject();
        }
        if (type.equals("text/plain")) {
            return new ResponseFormat.Text();
        }
        extras.put(PATH + "responseMimeType", new RawJson(JsonWriter.quote(type)));
        if (schema != null) {
            extras.put(PATH + "responseSchema", new RawJson(schema.raw()));
        }
        return null;
    }

    static void encode(ChatRequest request, GeminiModel model, Warnings warnings, JsonWriter json) {
        var inner = new JsonWriter();
        inner.object();
        var empty = inner.length();
        var generation = request.generation();
        fields(generation, model, warnings, inner);
        format(request, model, warnings, inner);
        GeminiThinking.encode(request, model, warnings, inner);
        extras(request, inner);
        if (generation.verbosity() != null) {
            warnings.unsupported("verbosity");
        }
        if (generation.audio() != null) {
            warnings.unsupported("audio");
        }
        if (inner.length() > empty) {
            json.rawField("generationConfig", inner.endObject().toString());
        }
    }

    private static void fields(Generation generation, GeminiModel model, Warnings warnings, JsonWriter json) {
        var sampling = generation.sampling();
        json.rawField("temperature", Numbers.textOrNull(sampling.temperature()));
        json.rawField("topP", Numbers.textOrNull(sampling.topP()));
        json.field("topK", sampling.topK());
        json.field("candidateCount", generation.choices());
        json.field("maxOutputTokens", most(generation.maxTokens(), model.maxOutput(), "max_tokens", warnings));
        strings("stopSequences", stop(generation.stop(), warnings), json);
        json.field("seed", seed(sampling.seed(), warnings));
        json.rawField("presencePenalty", Numbers.textOrNull(sampling.presencePenalty()));
        json.rawField("frequencyPenalty", Numbers.textOrNull(sampling.frequencyPenalty()));
        json.field("responseLogprobs", generation.logprobs());
        json.field("logprobs", generation.topLogprobs());
        strings("responseModalities", modalities(generation), json);
    }

    /// Google's models that speak do nothing else, where OpenAI's always write too.
    private static List<String> modalities(Generation generation) {
        var words = generation.modalities().stream()
                .map(word -> word.toUpperCase(Locale.ROOT))
                .toList();
        return generation.audio() != null && words.contains("AUDIO") ? List.of("AUDIO") : words;
    }

    private static @Nullable Long most(@Nullable Long value, long limit, String field, Warnings warnings) {
        if (value == null || value <= limit) {
            return value;
        }
        warnings.add(field, "lowered to " + limit + ", the most that this model takes");
        return limit;
    }

    private static List<String> stop(List<String> stop, Warnings warnings) {
        if (stop.size() <= MAX_STOP) {
            return stop;
        }
        warnings.add("stop", "only the first " + MAX_STOP + " are taken");
        return stop.subList(0, MAX_STOP);
    }

    /// Gemini's seed has 32 bits; another one becomes the same one of these each time.
    private static @Nullable Long seed(@Nullable Long seed, Warnings warnings) {
        if (seed == null || seed == seed.intValue()) {
            return seed;
        }
        warnings.add("seed", "folded into 32 bits");
        return (long) Long.hashCode(seed);
    }

    private static void strings(String name, List<String> values, JsonWriter json) {
        if (!values.isEmpty()) {
            json.name(name).array();
            values.forEach(json::value);
            json.endArray();
        }
    }

    /// Models before the third generation answer a format beside functions with an error.
    private static void format(ChatRequest request, GeminiModel model, Warnings warnings, JsonWriter json) {
        var functions = request.tools().list().stream().anyMatch(tool -> !(tool instanceof Tool.Hosted));
        if (functions && !model.third() && isJson(request.format())) {
            warnings.add("response_format", "not supported beside tools by this model");
            return;
        }
        switch (request.format()) {
            case null -> {}
            case ResponseFormat.Text _ -> json.field("responseMimeType", "text/plain");
            case ResponseFormat.JsonObject _ -> json.field("responseMimeType", JSON);
            case ResponseFormat.JsonSchema schema ->
                json.field("responseMimeType", JSON)
                        .rawField("responseSchema", JsonSchemas.toGemini(schema.schema(), "response_format", warnings));
        }
    }

    private static boolean isJson(@Nullable ResponseFormat format) {
        return format != null && !(format instanceof ResponseFormat.Text);
    }

    private static void extras(ChatRequest request, JsonWriter json) {
        request.extras().of(GeminiDialect.NAME).forEach((name, value) -> {
            if (name.startsWith(PATH) && !name.startsWith(PATH + "thinkingConfig.")) {
                json.rawField(name.substring(PATH.length()), value.text());
            }
        });
    }
}
