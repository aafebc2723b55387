package io.polygate.wire.openai;

import io.polygate.model.Attributes;
import io.polygate.model.ChatRequest;
import io.polygate.model.Generation;
import io.polygate.model.ResponseFormat;
import io.polygate.model.Sampling;
import io.polygate.wire.Fields;
import io.polygate.wire.IncomingRequest;
import io.polygate.wire.ParameterWriter;
import io.polygate.wire.Target;
import io.polygate.wire.Warnings;
import io.polygate.wire.json.JsonWriter;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The request's own fields: `POST /chat/completions`.
final class ChatRequests {

    private static final Set<String> KNOWN = known();

    private ChatRequests() {}

    /// `functions` and `function_call` stay among the extras too: they tell that the caller speaks the old way.
    private static Set<String> known() {
        var known = new HashSet<>(Set.of(
                "model",
                "messages",
                "stream",
                "stream_options",
                "max_tokens",
                "max_completion_tokens",
                "temperature",
                "top_p",
                "top_k",
                "n",
                "stop",
                "seed",
                "frequency_penalty",
                "presence_penalty",
                "logprobs",
                "top_logprobs",
                "tools",
                "tool_choice",
                "parallel_tool_calls",
                "response_format",
                "verbosity",
                "modalities",
                "audio",
                "service_tier",
                "store",
                "metadata",
                "user",
                "prompt_cache_key",
                "safety_identifier"));
        known.addAll(ChatReasoning.FIELDS);
        return known;
    }

    static ChatRequest decode(IncomingRequest incoming) {
        var request = Fields.root(incoming.body());
        var options = request.object("stream_options");
        return new ChatRequest(
                incoming.model() == null ? request.requireString("model") : incoming.model(),
                ChatMessages.decode(request.requireObjects("messages")),
                ChatTools.decode(request),
                generation(request),
                ChatReasoning.decode(request),
                format(request),
                incoming.stream() == null ? request.isTrue("stream") : incoming.stream(),
                options != null && options.isTrue("include_usage"),
                attributes(request),
                request.extras(ChatDialect.NAME, KNOWN));
    }

    static Generation generation(Fields request) {
        var limit = request.integer("max_completion_tokens");
        var sampling = new Sampling(
                request.number("temperature"),
                request.number("top_p"),
                request.integer("top_k"),
                request.number("frequency_penalty"),
                request.number("presence_penalty"),
                request.integer("seed"));
        return new Generation(
                limit == null ? request.integer("max_tokens") : limit,
                sampling,
                stop(request),
                request.integer("n"),
                request.bool("logprobs"),
                request.integer("top_logprobs"),
                request.string("verbosity"),
                request.strings("modalities"),
                request.raw("audio"));
    }

    static List<String> stop(Fields request) {
        var stop = request.get("stop");
        var single = stop == null ? null : stop.asString();
        return single == null ? request.strings("stop") : List.of(single);
    }

    private static @Nullable ResponseFormat format(Fields request) {
        var format = request.object("response_format");
        if (format == null) {
            return null;
        }
        var type = format.requireString("type");
        return switch (type) {
            case "text" -> new ResponseFormat.Text();
            case "json_object" -> new ResponseFormat.JsonObject();
            case "json_schema" -> schema(format.requireObject("json_schema"));
            default -> throw format.invalid("type", type + " (expected: text, json_object or json_schema)");
        };
    }

    private static ResponseFormat schema(Fields schema) {
        var json = schema.raw("schema");
        return json == null
                ? new ResponseFormat.JsonObject()
                : new ResponseFormat.JsonSchema(
                        schema.string("name"), schema.string("description"), json, schema.bool("strict"));
    }

    private static Attributes attributes(Fields request) {
        var metadata = new LinkedHashMap<String, String>();
        var given = request.object("metadata");
        if (given != null) {
            for (var member : given.json().members()) {
                var text = member.value().asString();
                metadata.put(member.name(), text == null ? member.value().raw() : text);
            }
        }
        return new Attributes(
                request.string("user"),
                metadata,
                request.string("service_tier"),
                request.bool("store"),
                null,
                request.string("prompt_cache_key"),
                request.string("safety_identifier"),
                null);
    }

    static void encode(ChatRequest request, Target target, Warnings warnings, JsonWriter json) {
        var quirks = target.quirks();
        var refused = request.reasoning() != null || !quirks.reasoningModels().isEmpty()
                ? ChatReasoning.on(request.reasoning(), target) ? quirks.reasoningRefuses() : Set.<String>of()
                : Set.<String>of();
        var out = new ParameterWriter(quirks, refused, warnings, json);
        json.object().field("model", target.model());
        new ChatMessageWriter(quirks, warnings, json).write(request.messages());
        if (request.stream()) {
            json.field("stream", true);
            if (quirks.takes("stream_options")) {
                json.name("stream_options")
                        .object()
                        .field("include_usage", true)
                        .endObject();
            }
        }
        generation(request.generation(), out);
        if (request.reasoning() != null) {
            ChatReasoning.encode(request.reasoning(), request.generation().maxTokens(), target, warnings, json);
        }
        var legacy = request.extras().of(ChatDialect.NAME).containsKey("functions");
        if (!legacy && (request.tools().list().isEmpty() || out.takes("tools"))) {
            ChatTools.encode(request.tools(), quirks, warnings, json);
        }
        format(request.format(), out, json);
        attributes(request.attributes(), out);
        warnings.extras(request.extras(), ChatDialect.NAME);
        request.extras().of(ChatDialect.NAME).forEach((name, value) -> out.raw(name, value.text()));
        json.endObject();
    }

    private static void generation(Generation generation, ParameterWriter out) {
        sampling(generation, out);
        out.bool("logprobs", generation.logprobs());
        out.number("top_logprobs", generation.topLogprobs());
        out.string("verbosity", generation.verbosity());
        speech(generation, out);
    }

    /// OpenAI says nothing aloud without being told the voice and the form, and nothing aloud alone.
    private static void speech(Generation generation, ParameterWriter out) {
        if (generation.audio() != null || !isAloud(generation)) {
            out.strings("modalities", generation.modalities());
            out.raw(
                    "audio",
                    generation.audio() == null ? null : generation.audio().text());
            return;
        }
        out.strings("modalities", List.of("text", "audio"));
        out.raw("audio", "{\"voice\":\"alloy\",\"format\":\"pcm16\"}");
    }

    private static boolean isAloud(Generation generation) {
        for (var form : generation.modalities()) {
            if (form.equalsIgnoreCase("audio")) {
                return true;
            }
        }
        return false;
    }

    static void sampling(Generation generation, ParameterWriter out) {
        var sampling = generation.sampling();
        out.number("max_tokens", generation.maxTokens());
        out.number("temperature", sampling.temperature());
        out.number("top_p", sampling.topP());
        out.extension("top_k", sampling.topK());
        out.number("frequency_penalty", sampling.frequencyPenalty());
        out.number("presence_penalty", sampling.presencePenalty());
        out.number("seed", sampling.seed());
        out.strings("stop", generation.stop());
        out.number("n", generation.choices());
    }

    private static void format(@Nullable ResponseFormat format, ParameterWriter out, JsonWriter json) {
        switch (format) {
            case null -> {}
            case ResponseFormat.Text _ -> out.raw("response_format", "{\"type\":\"text\"}");
            case ResponseFormat.JsonObject _ -> out.raw("response_format", "{\"type\":\"json_object\"}");
            case ResponseFormat.JsonSchema schema -> {
                if (!out.takes("response_format.json_schema")) {
                    out.raw("response_format", "{\"type\":\"json_object\"}");
                    return;
                }
                json.name("response_format")
                        .object()
                        .field("type", "json_schema")
                        .name("json_schema")
                        .object();
                json.field("name", schema.name() == null ? "response" : schema.name());
                json.field("description", schema.description())
                        .rawField("schema", schema.schema().text());
                json.field("strict", schema.strict()).endObject().endObject();
            }
        }
    }

    private static void attributes(Attributes attributes, ParameterWriter out) {
        out.string("user", attributes.user());
        out.strings("metadata", attributes.metadata());
        out.string("service_tier", attributes.serviceTier());
        out.bool("store", attributes.store());
        out.string("prompt_cache_key", attributes.promptCacheKey());
        out.string("safety_identifier", attributes.safetyIdentifier());
        out.unsupported("cache_control", attributes.cache());
    }
}
