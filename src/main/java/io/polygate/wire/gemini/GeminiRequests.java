package io.polygate.wire.gemini;

import io.polygate.model.Attributes;
import io.polygate.model.ChatRequest;
import io.polygate.model.Extras;
import io.polygate.model.Generation;
import io.polygate.model.RawJson;
import io.polygate.model.ResponseFormat;
import io.polygate.wire.IncomingRequest;
import io.polygate.wire.Target;
import io.polygate.wire.Warnings;
import io.polygate.wire.json.JsonWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The body of `generateContent`, `streamGenerateContent` and `countTokens`. What is unknown inside `generationConfig`
/// and `toolConfig` is an extra with its path as name.
final class GeminiRequests {

    private static final Set<String> KNOWN =
            Set.of("model", "contents", "systemInstruction", "tools", "toolConfig", "generationConfig");
    private static final String MODELS = "models/";

    private GeminiRequests() {}

    static ChatRequest decode(IncomingRequest incoming) {
        var request = ProtoFields.root(incoming.body());
        return decode(request, incoming.model(), Boolean.TRUE.equals(incoming.stream()));
    }

    static ChatRequest decode(ProtoFields request, @Nullable String pathModel, boolean stream) {
        var extras = new LinkedHashMap<String, RawJson>();
        request.extras("", KNOWN, extras);
        var config = request.object("generationConfig");
        var generation = config == null ? Generation.DEFAULT : GeminiGeneration.decode(config, extras);
        @Nullable ResponseFormat format = config == null ? null : GeminiGeneration.format(config, extras);
        var reasoning = config == null ? null : GeminiThinking.decode(config, extras);
        var tools = GeminiTools.decode(request, extras);
        return new ChatRequest(
                model(pathModel == null ? request.requireString("model") : pathModel),
                GeminiMessages.decode(request),
                tools,
                generation,
                reasoning,
                format,
                stream,
                stream,
                Attributes.NONE,
                Extras.of(GeminiDialect.NAME, extras));
    }

    static String model(String name) {
        return name.startsWith(MODELS) ? name.substring(MODELS.length()) : name;
    }

    /// Writes the members of the body into an open object.
    static void encode(ChatRequest request, Target target, Warnings warnings, JsonWriter json) {
        var model = GeminiModel.of(target.model());
        new GeminiContentWriter(model, warnings, json).write(request.messages());
        GeminiTools.encode(request.tools(), request.extras(), warnings, json);
        GeminiGeneration.encode(request, model, warnings, json);
        warnings.extras(request.extras(), GeminiDialect.NAME);
        topLevel(request.extras().of(GeminiDialect.NAME), json);
        attributes(request.attributes(), warnings);
    }

    private static void topLevel(Map<String, RawJson> extras, JsonWriter json) {
        extras.forEach((name, value) -> {
            if (!name.startsWith("generationConfig.") && !name.startsWith("toolConfig.")) {
                json.rawField(name, value.text());
            }
        });
    }

    private static void attributes(Attributes attributes, Warnings warnings) {
        report("user", attributes.user(), warnings);
        report("metadata", attributes.metadata().isEmpty() ? null : attributes.metadata(), warnings);
        report("service_tier", attributes.serviceTier(), warnings);
        report("store", Boolean.TRUE.equals(attributes.store()) ? true : null, warnings);
        report("prompt_cache_key", attributes.promptCacheKey(), warnings);
        report("safety_identifier", attributes.safetyIdentifier(), warnings);
        report("cache_control", attributes.cache(), warnings);
    }

    private static void report(String field, @Nullable Object value, Warnings warnings) {
        if (value != null) {
            warnings.unsupported(field);
        }
    }
}
