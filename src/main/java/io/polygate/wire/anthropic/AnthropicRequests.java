package io.polygate.wire.anthropic;

import io.polygate.model.Attributes;
import io.polygate.model.ChatRequest;
import io.polygate.model.Generation;
import io.polygate.model.RawJson;
import io.polygate.model.ReasoningRequest;
import io.polygate.model.ReasoningRequest.Effort;
import io.polygate.model.ReasoningRequest.Mode;
import io.polygate.model.ResponseFormat;
import io.polygate.model.Sampling;
import io.polygate.wire.Fields;
import io.polygate.wire.IncomingRequest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A request's own fields, from the wire. [RequestWriter] is the way back.
final class AnthropicRequests {

    private static final Set<String> KNOWN = Set.of(
            "model",
            "max_tokens",
            "messages",
            "system",
            "stop_sequences",
            "stream",
            "temperature",
            "top_p",
            "top_k",
            "tools",
            "tool_choice",
            "thinking",
            "output_config",
            "metadata",
            "anthropic_version",
            "service_tier",
            "cache_control");
    private static final Set<String> CONFIG = Set.of("effort", "format");
    private static final Set<String> METADATA = Set.of("user_id");

    private AnthropicRequests() {}

    /// `max_tokens` may be absent, as it is where tokens are counted.
    static ChatRequest decode(IncomingRequest incoming) {
        var request = Fields.root(incoming.body());
        var extras = RequestExtras.ofRequest(request, KNOWN);
        var model = incoming.model() == null ? request.requireString("model") : incoming.model();
        var stream = incoming.stream() == null ? request.isTrue("stream") : incoming.stream();
        extras.keep("metadata", request.object("metadata"), METADATA);
        extras.keep("tool_choice", AnthropicTools.choiceExtras(request));
        return new ChatRequest(
                model,
                AnthropicMessages.decode(request),
                AnthropicTools.decode(request),
                generation(request),
                reasoning(request, extras),
                format(request),
                stream,
                true,
                attributes(request),
                extras.extras());
    }

    private static Generation generation(Fields request) {
        var sampling = new Sampling(
                request.number("temperature"), request.number("top_p"), request.integer("top_k"), null, null, null);
        var maxTokens = request.integer("max_tokens");
        if (maxTokens != null && maxTokens < 0) {
            throw request.invalid("max_tokens", maxTokens + " (expected: >= 0)");
        }
        return new Generation(
                maxTokens, sampling, request.strings("stop_sequences"), null, null, null, null, List.of(), null);
    }

    private static @Nullable ReasoningRequest reasoning(Fields request, RequestExtras extras) {
        var thinking = request.object("thinking");
        var config = request.object("output_config");
        var type = thinking == null ? null : thinking.string("type");
        var mode = mode(type);
        var word = config == null ? null : config.string("effort");
        var effort = effort(word);
        // A mode or an effort that is newer than we are stays as it was written.
        extras.keep(
                "thinking",
                thinking,
                mode == null ? Set.of("budget_tokens", "display") : Set.of("type", "budget_tokens", "display"));
        extras.keep("output_config", config, word != null && effort == null ? Set.of("format") : CONFIG);
        var budget = thinking == null ? null : thinking.integer("budget_tokens");
        var display = thinking == null ? null : thinking.string("display");
        return mode == null && effort == null && budget == null && display == null
                ? null
                : new ReasoningRequest(mode, effort, budget, display);
    }

    private static @Nullable Mode mode(@Nullable String type) {
        return switch (type == null ? "" : type) {
            case "enabled" -> Mode.ENABLED;
            case "adaptive" -> Mode.ADAPTIVE;
            case "between_tools" -> Mode.BETWEEN_TOOLS;
            case "disabled" -> Mode.DISABLED;
            default -> null;
        };
    }

    private static @Nullable Effort effort(@Nullable String word) {
        for (var effort : Effort.values()) {
            if (effort.name().toLowerCase(Locale.ROOT).equals(word)) {
                return effort;
            }
        }
        return null;
    }

    private static @Nullable ResponseFormat format(Fields request) {
        var config = request.object("output_config");
        var format = config == null ? null : config.object("format");
        if (format == null) {
            return null;
        }
        var schema = format.requireObject("schema").json();
        return new ResponseFormat.JsonSchema(null, null, new RawJson(schema.raw()), null);
    }

    private static Attributes attributes(Fields request) {
        var metadata = request.object("metadata");
        var tier = request.string("service_tier");
        return new Attributes(
                metadata == null ? null : metadata.string("user_id"),
                Map.of(),
                "standard_only".equals(tier) ? "default" : tier,
                null,
                null,
                null,
                null,
                CacheMarks.decode(request.json()));
    }
}
