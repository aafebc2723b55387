package io.polygate.wire.responses;

import io.polygate.model.Attributes;
import io.polygate.model.ChatRequest;
import io.polygate.model.ErrorKind;
import io.polygate.model.Extras;
import io.polygate.model.FinishReason;
import io.polygate.model.GatewayError;
import io.polygate.model.Usage;
import io.polygate.wire.Numbers;
import io.polygate.wire.ResponseContext;
import io.polygate.wire.Warnings;
import io.polygate.wire.json.JsonWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes a `response` object: in a stream three times, at its begin and at its end. The request's parameters, which
/// are
/// repeated in it, are prepared once.
final class ResponseObject {

    /// How a response stands. `reason` is why it is incomplete.
    record Status(
            String word, @Nullable String reason, @Nullable GatewayError error) {

        static final Status IN_PROGRESS = new Status("in_progress", null, null);

        static Status of(FinishReason finish) {
            return switch (finish.unified()) {
                case STOP, TOOL_CALLS, PAUSE -> new Status("completed", null, null);
                case LENGTH -> new Status("incomplete", "max_output_tokens", null);
                case CONTENT_FILTER -> new Status("incomplete", "content_filter", null);
                case ERROR ->
                    failed(GatewayError.of(ErrorKind.UPSTREAM_ERROR, "the model ended its answer with an error"));
                case OTHER -> unfinished(finish.raw());
            };
        }

        /// A stream ends in one of three ways, also where the answer that it tells is still being worked on.
        static Status ofStream(FinishReason finish) {
            return finish.unified() == FinishReason.Unified.OTHER ? new Status("completed", null, null) : of(finish);
        }

        private static Status unfinished(@Nullable String raw) {
            var word =
                    switch (String.valueOf(raw)) {
                        case "queued", "in_progress", "cancelled" -> String.valueOf(raw);
                        default -> "completed";
                    };
            return new Status(word, null, null);
        }

        static Status failed(GatewayError error) {
            return new Status("failed", null, error);
        }

        /// The status of an item that ends with the response.
        String ofItem() {
            return word.equals("incomplete") ? "incomplete" : "completed";
        }
    }

    private static final String PREFIX = "resp_";

    private final String id;
    private final long created;
    private final String model;
    private final Map<String, String> echo;

    ResponseObject(ResponseContext context, String id, String model, long created, Extras extras, Warnings warnings) {
        this.id = ownId(id, context);
        this.created = created == 0 ? context.createdSeconds() : created;
        this.model = model.isEmpty() ? context.request().model() : model;
        this.echo = echo(context.request());
        warnings.extras(extras, ResponsesDialect.NAME);
        extras.of(ResponsesDialect.NAME).forEach((name, value) -> echo.put(name, value.text()));
    }

    /// Another dialect's id is of no use to a caller who wants to refer to the response: it gets ours.
    private static String ownId(String id, ResponseContext context) {
        if (id.startsWith(PREFIX)) {
            return id;
        }
        return context.id().startsWith(PREFIX) ? context.id() : PREFIX + context.id();
    }

    String id() {
        return id;
    }

    void write(Status status, List<String> output, @Nullable Usage usage, JsonWriter json) {
        json.object().field("id", id).field("object", "response").field("created_at", created);
        json.field("status", status.word()).name("error");
        if (status.error() == null) {
            json.nullValue();
        } else {
            ResponsesErrors.insideResponse(status.error(), json);
        }
        json.name("incomplete_details");
        if (status.reason() == null) {
            json.nullValue();
        } else {
            json.object().field("reason", status.reason()).endObject();
        }
        json.field("model", model).name("output").array();
        output.forEach(json::raw);
        json.endArray();
        echo.forEach(json::rawField);
        json.name("usage");
        if (usage == null) {
            json.nullValue();
        } else {
            ResponsesUsage.encode(usage, json);
        }
        json.endObject();
    }

    private static Map<String, String> echo(ChatRequest request) {
        var echo = new LinkedHashMap<String, String>();
        var extras = request.extras().of(ResponsesDialect.NAME);
        var sampling = request.generation().sampling();
        echo.put("background", extra(request, "background", "false"));
        echo.put("instructions", instructions(request));
        echo.put("max_output_tokens", text(request.generation().maxTokens()));
        echo.put("max_tool_calls", extra(request, "max_tool_calls", "null"));
        echo.put("parallel_tool_calls", text(request.tools().parallel(), "true"));
        echo.put("frequency_penalty", number(sampling.frequencyPenalty(), "0"));
        echo.put("presence_penalty", number(sampling.presencePenalty(), "0"));
        attributes(request.attributes(), echo);
        echo.put("reasoning", reasoning(request));
        echo.put("temperature", number(sampling.temperature(), "1"));
        echo.put("text", format(request));
        tools(request, echo);
        echo.put("top_logprobs", text(request.generation().topLogprobs(), "0"));
        echo.put("top_p", number(sampling.topP(), "1"));
        echo.put("truncation", extra(request, "truncation", "\"disabled\""));
        for (var name : List.of("conversation", "prompt", "prompt_cache_retention")) {
            var value = extras.get(name);
            if (value != null) {
                echo.put(name, value.text());
            }
        }
        return echo;
    }

    private static void attributes(Attributes attributes, Map<String, String> echo) {
        echo.put("previous_response_id", quoted(attributes.previousResponseId()));
        echo.put("prompt_cache_key", quoted(attributes.promptCacheKey()));
        echo.put("safety_identifier", quoted(attributes.safetyIdentifier()));
        echo.put("service_tier", quoted(attributes.serviceTier()));
        echo.put("store", text(attributes.store(), "true"));
        echo.put("user", quoted(attributes.user()));
        var metadata = new JsonWriter().object();
        attributes.metadata().forEach(metadata::field);
        echo.put("metadata", metadata.endObject().toString());
    }

    private static String instructions(ChatRequest request) {
        return extra(request, "instructions", quoted(RequestWriter.instructionsOf(request.messages())));
    }

    private static String reasoning(ChatRequest request) {
        var asked = request.reasoning();
        var effort = asked == null ? null : asked.effort();
        var json = new JsonWriter().object();
        json.rawField("effort", effort == null ? "null" : quoted(effort.name().toLowerCase(Locale.ROOT)));
        json.rawField("summary", quoted(asked == null ? null : asked.summary()));
        return json.endObject().toString();
    }

    private static String format(ChatRequest request) {
        var json = new JsonWriter().object().name("format");
        if (request.format() == null) {
            json.object().field("type", "text").endObject();
        } else {
            RequestWriter.format(request.format(), json);
        }
        json.field("verbosity", request.generation().verbosity());
        return json.endObject().toString();
    }

    private static void tools(ChatRequest request, Map<String, String> echo) {
        var silent = new Warnings(ResponsesDialect.NAME);
        var choice = request.tools().choice();
        var json = new JsonWriter();
        if (choice != null) {
            ResponsesTools.choice(choice, request.tools().list(), json);
        }
        echo.put("tool_choice", choice == null ? extra(request, "tool_choice", "\"auto\"") : json.toString());
        var list = new JsonWriter().array();
        ResponsesTools.list(request.tools().list(), silent, list);
        echo.put("tools", list.endArray().toString());
    }

    private static String extra(ChatRequest request, String name, String absent) {
        var value = request.extras().of(ResponsesDialect.NAME).get(name);
        return value == null ? absent : value.text();
    }

    private static String quoted(@Nullable String text) {
        return text == null ? "null" : JsonWriter.quote(text);
    }

    private static String text(@Nullable Object value) {
        return text(value, "null");
    }

    private static String text(@Nullable Object value, String absent) {
        return value == null ? absent : value.toString();
    }

    private static String number(@Nullable Double value, String absent) {
        return value == null ? absent : Numbers.text(value);
    }
}
