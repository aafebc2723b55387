package io.polygate.wire.responses;

import io.polygate.model.Attributes;
import io.polygate.model.ChatRequest;
import io.polygate.model.Extras;
import io.polygate.model.Generation;
import io.polygate.model.Message;
import io.polygate.model.RawJson;
import io.polygate.model.ReasoningRequest;
import io.polygate.model.ReasoningRequest.Effort;
import io.polygate.model.ResponseFormat;
import io.polygate.model.Role;
import io.polygate.model.Sampling;
import io.polygate.wire.Fields;
import io.polygate.wire.IncomingRequest;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads a request. `instructions` are the first system message; `include`, `truncation`, `client_metadata` and what
/// else only this API has stay with the request as extras.
final class ResponsesRequests {

    /// What `include` says to get log probabilities.
    static final String LOGPROBS = "message.output_text.logprobs";

    private static final Set<String> KNOWN = Set.of(
            "model",
            "input",
            "instructions",
            "tools",
            "tool_choice",
            "parallel_tool_calls",
            "max_output_tokens",
            "temperature",
            "top_p",
            "top_k",
            "seed",
            "stop",
            "frequency_penalty",
            "presence_penalty",
            "top_logprobs",
            "reasoning",
            "text",
            "stream",
            "store",
            "previous_response_id",
            "include",
            "service_tier",
            "metadata",
            "user",
            "safety_identifier",
            "prompt_cache_key");
    private static final Set<String> REASONING = Set.of("effort", "summary", "generate_summary");
    private static final Set<String> TEXT = Set.of("format", "verbosity");
    private static final List<String> SERVER_STATE = List.of("previous_response_id", "conversation", "prompt");

    private ResponsesRequests() {}

    static ChatRequest decode(IncomingRequest incoming) {
        var request = Fields.root(incoming.body());
        var model = incoming.model() == null ? request.requireString("model") : incoming.model();
        if (request.get("input") == null && SERVER_STATE.stream().allMatch(f -> request.get(f) == null)) {
            throw request.missing("input", "a string or an array");
        }
        var stream = incoming.stream() == null ? request.isTrue("stream") : incoming.stream();
        var tools = ResponsesTools.decode(request);
        var messages = new ArrayList<Message>();
        var instructions = instructions(request);
        if (instructions != null) {
            messages.add(Message.text(Role.SYSTEM, instructions));
        }
        messages.addAll(new ResponsesInput(ToolNames.of(tools.list())).decode(request));
        return new ChatRequest(
                model,
                messages,
                tools,
                generation(request),
                reasoning(request.object("reasoning")),
                format(request.object("text")),
                stream,
                stream,
                attributes(request),
                extras(request));
    }

    /// A string, or items in the answers that some clients build requests from; those are not instructions to read.
    private static @Nullable String instructions(Fields request) {
        var value = request.get("instructions");
        return value != null && value.isArray() ? null : request.string("instructions");
    }

    private static Generation generation(Fields request) {
        var text = request.object("text");
        var maxTokens = request.integer("max_output_tokens");
        if (maxTokens != null && maxTokens < 1) {
            throw request.invalid("max_output_tokens", maxTokens + " (expected: >= 1)");
        }
        return new Generation(
                maxTokens,
                new Sampling(
                        request.number("temperature"),
                        request.number("top_p"),
                        request.integer("top_k"),
                        request.number("frequency_penalty"),
                        request.number("presence_penalty"),
                        request.integer("seed")),
                stop(request),
                null,
                request.strings("include").contains(LOGPROBS) ? true : null,
                request.integer("top_logprobs"),
                text == null ? null : text.string("verbosity"),
                List.of(),
                null);
    }

    private static List<String> stop(Fields request) {
        var stop = request.get("stop");
        var one = stop == null ? null : stop.asString();
        return one == null ? request.strings("stop") : List.of(one);
    }

    private static @Nullable ReasoningRequest reasoning(@Nullable Fields reasoning) {
        if (reasoning == null) {
            return null;
        }
        var effort = effort(reasoning.string("effort"));
        var summary = reasoning.string("summary");
        var shown = summary == null ? reasoning.string("generate_summary") : summary;
        return effort == null && shown == null ? null : new ReasoningRequest(null, effort, null, shown);
    }

    static @Nullable Effort effort(@Nullable String word) {
        for (var effort : Effort.values()) {
            if (effort.name().equalsIgnoreCase(word)) {
                return effort;
            }
        }
        return null;
    }

    private static @Nullable ResponseFormat format(@Nullable Fields text) {
        var format = text == null ? null : text.object("format");
        if (format == null) {
            return null;
        }
        return switch (format.requireString("type")) {
            case "text" -> new ResponseFormat.Text();
            case "json_object" -> new ResponseFormat.JsonObject();
            case "json_schema" -> {
                var schema = format.requireObject("schema");
                yield new ResponseFormat.JsonSchema(
                        format.string("name"),
                        format.string("description"),
                        new RawJson(schema.json().raw()),
                        format.bool("strict"));
            }
            default -> null;
        };
    }

    private static Attributes attributes(Fields request) {
        return new Attributes(
                request.string("user"),
                metadata(request.object("metadata")),
                request.string("service_tier"),
                request.bool("store"),
                request.string("previous_response_id"),
                request.string("prompt_cache_key"),
                request.string("safety_identifier"),
                null);
    }

    private static Map<String, String> metadata(@Nullable Fields metadata) {
        var texts = new LinkedHashMap<String, String>();
        if (metadata != null) {
            for (var member : metadata.json().members()) {
                var text = member.value().asString();
                texts.put(member.name(), text == null ? member.value().raw() : text);
            }
        }
        return texts;
    }

    private static Extras extras(Fields request) {
        var fields =
                new LinkedHashMap<>(request.extras(ResponsesDialect.NAME, KNOWN).fields());
        var choice = request.get("tool_choice");
        if (choice != null && !ResponsesTools.sayable(choice)) {
            fields.put("tool_choice", new RawJson(choice.raw()));
        }
        rest(request.object("reasoning"), REASONING, "reasoning", fields);
        var text = request.object("text");
        rest(text, TEXT, "text", fields);
        if (text != null && text.get("format") != null && format(text) == null) {
            fields.put("text", new RawJson(text.json().raw()));
        }
        var include = include(request);
        if (include != null) {
            fields.put("include", include);
        }
        var instructions = request.get("instructions");
        if (instructions != null && instructions.isArray()) {
            fields.put("instructions", new RawJson(instructions.raw()));
        }
        return Extras.of(ResponsesDialect.NAME, fields);
    }

    /// What an object says beyond what the model knows (an effort of another name too) stays under its own name.
    private static void rest(@Nullable Fields object, Set<String> known, String name, Map<String, RawJson> fields) {
        if (object == null) {
            return;
        }
        var rest =
                new LinkedHashMap<>(object.extras(ResponsesDialect.NAME, known).fields());
        var effort = name.equals("reasoning") ? object.string("effort") : null;
        if (effort != null && effort(effort) == null) {
            rest.put("effort", new RawJson(JsonWriter.quote(effort)));
        }
        if (!rest.isEmpty()) {
            var json = new JsonWriter().object();
            rest.forEach((key, value) -> json.rawField(key, value.text()));
            fields.put(name, new RawJson(json.endObject().toString()));
        }
    }

    private static @Nullable RawJson include(Fields request) {
        var others = request.array("include").stream()
                .filter(i -> !LOGPROBS.equals(i.asString()))
                .map(Json::raw)
                .toList();
        return others.isEmpty() ? null : new RawJson("[" + String.join(",", others) + "]");
    }
}
