package io.polygate.wire.replay;

import io.polygate.model.FinishReason.Unified;
import io.polygate.wire.replay.Meaning.Called;
import io.polygate.wire.replay.Meaning.Said;
import io.polygate.wire.replay.Meaning.Used;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// What recorded responses say. Of a stream it is what its items say at their end, of several responses in one
/// recording
/// the first.
final class ResponsesReader implements MeaningReader {

    private static final Set<String> TERMINAL =
            Set.of("response.completed", "response.incomplete", "response.failed", "error");

    /// What a response can say of a meaning: one choice, and no end but its own.
    static Meaning sayable(Meaning meaning) {
        var choices = meaning.choices().stream()
                .limit(1)
                .map(s -> new Said(s.text(), s.refusal(), s.reasoning(), s.calls(), sayable(s)))
                .toList();
        return new Meaning(choices, meaning.usage());
    }

    private static Unified sayable(Said said) {
        return switch (said.finish()) {
            case PAUSE, OTHER, STOP -> said.calls().isEmpty() ? Unified.STOP : Unified.TOOL_CALLS;
            case LENGTH, TOOL_CALLS, CONTENT_FILTER, ERROR -> said.finish();
        };
    }

    @Override
    public Meaning read(Recording recording) {
        if (error(recording) != null) {
            return null;
        }
        if (!recording.file().endsWith(".sse")) {
            var response = json(recording);
            return meaning(response, response.getJsonArray("output"));
        }
        var items = new JsonArray();
        for (var event : events(recording)) {
            if ("response.output_item.done".equals(event.getString("type"))) {
                items.add(event.getJsonObject("item"));
            }
        }
        return meaning(events(recording).getLast().getJsonObject("response"), items);
    }

    /// The events up to the first response's end.
    private static List<JsonObject> events(Recording recording) {
        var events = new ArrayList<JsonObject>();
        for (var event : SseLines.objects(recording.body())) {
            events.add(event);
            if (TERMINAL.contains(event.getString("type", ""))) {
                break;
            }
        }
        return events;
    }

    private static JsonObject json(Recording recording) {
        return new JsonObject(new String(recording.body(), StandardCharsets.UTF_8));
    }

    @Override
    public String error(Recording recording) {
        if (recording.file().endsWith(".sse")) {
            var last = events(recording).getLast();
            var inside = errorText(last);
            var ofResponse = errorText(last.getJsonObject("response", new JsonObject()));
            if (last.containsKey("choices")) {
                return "the backend's stream is not one of responses";
            }
            // A recording whose last event lacks a bracket.
            return !TERMINAL.contains(last.getString("type", ""))
                    ? "the backend sent an event that is not valid JSON"
                    : inside != null ? inside : ofResponse;
        }
        var body = json(recording);
        return body.containsKey("choices") ? "the backend's answer is not a response object" : errorText(body);
    }

    private static String errorText(JsonObject json) {
        var error = json.getValue("error");
        return error instanceof JsonObject object ? object.getString("message") : error instanceof String s ? s : null;
    }

    private static Meaning meaning(JsonObject response, JsonArray items) {
        var text = new StringBuilder();
        var refusal = new StringBuilder();
        var reasoning = new StringBuilder();
        var calls = new ArrayList<Called>();
        for (var value : items) {
            var item = (JsonObject) value;
            switch (item.getString("type")) {
                case "message" -> {
                    texts(item.getJsonArray("content"), "text", text);
                    texts(item.getJsonArray("content"), "refusal", refusal);
                }
                case "reasoning" -> {
                    texts(item.getJsonArray("summary"), "text", reasoning);
                    texts(item.getJsonArray("content"), "text", reasoning);
                }
                case "function_call" ->
                    calls.add(new Called(item.getString("name"), Meaning.arguments(item.getString("arguments"))));
                case "custom_tool_call" ->
                    calls.add(new Called(item.getString("name"), Meaning.custom(item.getString("input"))));
                default -> {}
            }
        }
        var said = new Said(
                text.toString(), refusal.toString(), reasoning.toString(), calls, finish(response, !calls.isEmpty()));
        return new Meaning(List.of(said), used(response.getJsonObject("usage")));
    }

    private static void texts(JsonArray parts, String field, StringBuilder joined) {
        for (var part : parts == null ? new JsonArray() : parts) {
            joined.append(((JsonObject) part).getString(field, ""));
        }
    }

    private static Unified finish(JsonObject response, boolean calls) {
        var details = response.getJsonObject("incomplete_details");
        if (details != null) {
            return details.getString("reason").equals("max_output_tokens") ? Unified.LENGTH : Unified.CONTENT_FILTER;
        }
        return switch (response.getString("status")) {
            case "queued", "in_progress" -> Unified.OTHER;
            default -> calls ? Unified.TOOL_CALLS : Unified.STOP;
        };
    }

    private static Used used(JsonObject usage) {
        if (usage == null) {
            return new Used(0, 0, 0, 0);
        }
        var input = usage.getLong("input_tokens");
        var output = usage.getLong("output_tokens");
        var cached = detail(usage, "input_tokens_details", "cached_tokens");
        var reasoning = detail(usage, "output_tokens_details", "reasoning_tokens");
        var apart = reasoning > 0 && usage.getLong("total_tokens") == input + output + reasoning;
        return new Used(input, cached, apart ? output + reasoning : output, reasoning);
    }

    private static long detail(JsonObject usage, String object, String name) {
        return usage.getJsonObject(object, new JsonObject()).getLong(name, 0L);
    }
}
