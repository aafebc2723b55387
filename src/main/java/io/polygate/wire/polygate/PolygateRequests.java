package io.polygate.wire.polygate;

import com.google.protobuf.InvalidProtocolBufferException;
import io.polygate.model.Attributes;
import io.polygate.model.CacheControl;
import io.polygate.model.ErrorKind;
import io.polygate.model.Extras;
import io.polygate.model.GatewayError;
import io.polygate.model.GatewayException;
import io.polygate.model.Generation;
import io.polygate.model.RawJson;
import io.polygate.model.ReasoningRequest;
import io.polygate.model.ReasoningRequest.Effort;
import io.polygate.model.ResponseFormat;
import io.polygate.model.Sampling;
import io.polygate.model.Tool;
import io.polygate.model.ToolChoice;
import io.polygate.model.Tools;
import io.polygate.proto.v1.ChatRequest;
import io.polygate.proto.v1.Reasoning;
import io.polygate.wire.IncomingRequest;
import io.polygate.wire.json.Bytes;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonSyntaxException;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A `ChatRequest` of a caller's.
final class PolygateRequests {

    private PolygateRequests() {}

    static io.polygate.model.ChatRequest decode(IncomingRequest incoming) {
        var request = parse(incoming.raw());
        boolean stream = Boolean.TRUE.equals(incoming.stream());
        return new io.polygate.model.ChatRequest(
                incoming.model() == null ? request.getModel() : incoming.model(),
                PolygateMessages.decode(request.getMessagesList()),
                tools(request),
                generation(request),
                request.hasReasoning() ? reasoning(request.getReasoning()) : null,
                format(request),
                stream,
                stream,
                new Attributes(
                        text(request.getUser()),
                        request.getMetadataMap(),
                        text(request.getServiceTier()),
                        null,
                        null,
                        text(request.getPromptCacheKey()),
                        null,
                        null),
                Extras.NONE);
    }

    private static ChatRequest parse(Buffer bytes) {
        try {
            var read = Bytes.of(bytes);
            return ChatRequest.parser().parseFrom(read.array(), read.from(), read.length());
        } catch (InvalidProtocolBufferException e) {
            throw GatewayError.of(ErrorKind.BAD_REQUEST, "the message is not a valid polygate.v1.ChatRequest")
                    .asException();
        }
    }

    private static Tools tools(ChatRequest request) {
        if (request.getToolsCount() == 0 && !request.hasToolChoice() && !request.hasParallelToolCalls()) {
            return Tools.NONE;
        }
        var tools = new ArrayList<Tool>();
        for (var tool : request.getToolsList()) {
            var path = "tools[" + tools.size() + "]";
            if (tool.getName().isEmpty()) {
                throw missing(path + ".name", "a string");
            }
            tools.add(new Tool.Function(
                    tool.getName(),
                    text(tool.getDescription()),
                    json(tool.getParameters(), path + ".parameters"),
                    tool.hasStrict() ? tool.getStrict() : null,
                    tool.hasCacheControl() ? cache(tool.getCacheControl().getTtl()) : null,
                    Extras.NONE));
        }
        return new Tools(
                tools, choice(request), request.hasParallelToolCalls() ? request.getParallelToolCalls() : null);
    }

    private static @Nullable ToolChoice choice(ChatRequest request) {
        var choice = request.getToolChoice();
        var mode =
                switch (choice.getMode()) {
                    case MODE_AUTO -> ToolChoice.Mode.AUTO;
                    case MODE_NONE -> ToolChoice.Mode.NONE;
                    case MODE_REQUIRED -> ToolChoice.Mode.REQUIRED;
                    case MODE_UNSPECIFIED -> choice.getNamesCount() == 0 ? null : ToolChoice.Mode.REQUIRED;
                    case UNRECOGNIZED -> throw unknown("tool_choice.mode", choice.getModeValue());
                };
        return mode == null ? null : new ToolChoice(mode, choice.getNamesList());
    }

    private static Generation generation(ChatRequest request) {
        var sampling = new Sampling(
                request.hasTemperature() ? finite(request.getTemperature(), "temperature") : null,
                request.hasTopP() ? finite(request.getTopP(), "top_p") : null,
                request.hasTopK() ? request.getTopK() : null,
                request.hasFrequencyPenalty() ? finite(request.getFrequencyPenalty(), "frequency_penalty") : null,
                request.hasPresencePenalty() ? finite(request.getPresencePenalty(), "presence_penalty") : null,
                request.hasSeed() ? request.getSeed() : null);
        return new Generation(
                request.hasMaxTokens() ? positive(request.getMaxTokens(), "max_tokens") : null,
                sampling,
                request.getStopList(),
                null,
                null,
                null,
                text(request.getVerbosity()),
                List.of(),
                null);
    }

    private static double finite(double value, String field) {
        if (!Double.isFinite(value)) {
            throw invalid(field, value + " (expected: a finite number)");
        }
        return value;
    }

    private static long positive(long value, String field) {
        if (value < 1) {
            throw invalid(field, value + " (expected: >= 1)");
        }
        return value;
    }

    private static ReasoningRequest reasoning(Reasoning reasoning) {
        var effort =
                switch (reasoning.getEffort()) {
                    case EFFORT_UNSPECIFIED -> null;
                    case EFFORT_NONE -> Effort.NONE;
                    case EFFORT_MINIMAL -> Effort.MINIMAL;
                    case EFFORT_LOW -> Effort.LOW;
                    case EFFORT_MEDIUM -> Effort.MEDIUM;
                    case EFFORT_HIGH -> Effort.HIGH;
                    case EFFORT_XHIGH -> Effort.XHIGH;
                    case EFFORT_MAX -> Effort.MAX;
                    case UNRECOGNIZED -> throw unknown("reasoning.effort", reasoning.getEffortValue());
                };
        ReasoningRequest.Mode mode = null;
        if (reasoning.hasEnabled()) {
            mode = reasoning.getEnabled() ? ReasoningRequest.Mode.ENABLED : ReasoningRequest.Mode.DISABLED;
        }
        return new ReasoningRequest(
                mode,
                effort,
                reasoning.hasBudgetTokens() ? reasoning.getBudgetTokens() : null,
                text(reasoning.getSummary()));
    }

    private static @Nullable ResponseFormat format(ChatRequest request) {
        var format = request.getResponseFormat();
        return switch (format.getFormatCase()) {
            case TEXT -> new ResponseFormat.Text();
            case JSON_OBJECT -> new ResponseFormat.JsonObject();
            case JSON_SCHEMA -> {
                var wanted = format.getJsonSchema();
                var path = "response_format.json_schema.schema";
                var schema = json(wanted.getSchema(), path);
                if (schema == null) {
                    throw missing(path, "a JSON schema");
                }
                yield new ResponseFormat.JsonSchema(
                        text(wanted.getName()),
                        text(wanted.getDescription()),
                        schema,
                        wanted.hasStrict() ? wanted.getStrict() : null);
            }
            case FORMAT_NOT_SET -> null;
        };
    }

    static CacheControl cache(String ttl) {
        return ttl.isEmpty() ? CacheControl.EPHEMERAL : new CacheControl("ephemeral", ttl);
    }

    /// JSON text, which must be whole since it becomes part of a larger one; null where it is empty.
    static @Nullable RawJson json(String text, String path) {
        if (text.isEmpty()) {
            return null;
        }
        try {
            Json.parse(text);
            return new RawJson(text);
        } catch (JsonSyntaxException e) {
            throw invalid(path, "not valid JSON: " + e.getMessage());
        }
    }

    /// An unset string.
    static @Nullable String text(String value) {
        return value.isEmpty() ? null : value;
    }

    static GatewayException invalid(String path, String what) {
        return GatewayError.field(ErrorKind.INVALID_FIELD, path, path + ": " + what)
                .asException();
    }

    static GatewayException unknown(String path, int number) {
        return invalid(path, number + " (expected: one of the enum's values)");
    }

    static GatewayException missing(String path, String expected) {
        return GatewayError.field(ErrorKind.MISSING_FIELD, path, path + ": missing (expected: " + expected + ")")
                .asException();
    }
}
