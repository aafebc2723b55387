package io.polygate.wire.replay;

import io.polygate.model.ChatRequest;
import io.polygate.model.FinishReason.Unified;
import io.polygate.model.Tool;
import io.polygate.model.Tools;
import io.polygate.wire.JsonSchemas;
import io.polygate.wire.Warnings;
import io.polygate.wire.replay.Meaning.Called;
import io.polygate.wire.replay.Meaning.Said;
import io.polygate.wire.replay.Meaning.Used;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// What recorded Gemini answers say, as one object, as events or as an array.
final class GeminiReader implements MeaningReader {

    private static final Set<String> BLOCKED = Set.of("SAFETY", "RECITATION", "PROHIBITED_CONTENT", "MODEL_ARMOR");

    /// A candidate as it comes together.
    private static final class Open {
        final StringBuilder text = new StringBuilder();
        final StringBuilder thoughts = new StringBuilder();
        final List<Called> calls = new ArrayList<>();
        String name;
        JsonObject arguments = new JsonObject();
        String finish = "";
    }

    @Override
    public Meaning read(Recording recording) {
        return error(recording) == null ? meaning(chunks(recording)) : null;
    }

    static Meaning meaning(JsonArray chunks) {
        return meaning(chunks.stream().map(JsonObject.class::cast).toList());
    }

    private static Meaning meaning(List<JsonObject> chunks) {
        var candidates = new TreeMap<Integer, Open>();
        var usage = new JsonObject();
        var thoughts = 0L;
        var blocked = false;
        for (var chunk : chunks) {
            var place = 0;
            for (var item : chunk.getJsonArray("candidates", new JsonArray())) {
                var candidate = (JsonObject) item;
                var index = candidate.getInteger("index", place++);
                add(candidate, candidates.computeIfAbsent(index, _ -> new Open()));
            }
            var metadata = chunk.getJsonObject("usageMetadata", new JsonObject());
            usage.mergeIn(metadata);
            thoughts = Math.max(thoughts, metadata.getLong("thoughtsTokenCount", 0L));
            blocked |= chunk.getJsonObject("promptFeedback", new JsonObject()).containsKey("blockReason");
        }
        if (candidates.isEmpty()) {
            var reason = blocked ? Unified.CONTENT_FILTER : Unified.OTHER;
            return new Meaning(List.of(new Said("", "", "", List.of(), reason)), used(usage, thoughts));
        }
        return new Meaning(candidates.values().stream().map(GeminiReader::said).toList(), used(usage, thoughts));
    }

    private static List<JsonObject> chunks(Recording recording) {
        if (recording.file().endsWith(".sse")) {
            return SseLines.objects(recording.body());
        }
        var json = Json.decodeValue(new String(recording.body(), StandardCharsets.UTF_8));
        return json instanceof JsonArray array
                ? array.stream().map(JsonObject.class::cast).toList()
                : List.of((JsonObject) json);
    }

    @Override
    public String error(Recording recording) {
        for (var chunk : chunks(recording)) {
            if (chunk.getValue("error") instanceof JsonObject error) {
                return error.getString("message");
            }
        }
        return null;
    }

    private static void add(JsonObject candidate, Open open) {
        var content = candidate.getJsonObject("content", new JsonObject());
        for (var item : content.getJsonArray("parts", new JsonArray())) {
            var part = (JsonObject) item;
            var text = part.getString("text", "");
            (part.getBoolean("thought", false) ? open.thoughts : open.text).append(text);
            if (part.getValue("functionCall") instanceof JsonObject call) {
                call(call, open);
            }
        }
        var finish = candidate.getValue("finishReason");
        open.finish = finish == null ? open.finish : finish.equals(1) ? "STOP" : finish.toString();
    }

    private static void call(JsonObject call, Open open) {
        if (call.containsKey("name")) {
            open.name = call.getString("name");
            open.arguments = call.getJsonObject("args", new JsonObject());
        }
        for (var partial : call.getJsonArray("partialArgs", new JsonArray())) {
            set(open.arguments, (JsonObject) partial);
        }
        if (!call.getBoolean("willContinue", false) && open.name != null) {
            open.calls.add(new Called(open.name, open.arguments));
            open.name = null;
        }
    }

    /// Puts a piece of a value where its path says: `$.a.b[0].c`.
    private static void set(JsonObject arguments, JsonObject partial) {
        var steps =
                partial.getString("jsonPath").substring(2).replace("[", ".[").split("\\.");
        Object at = arguments;
        for (var i = 0; i < steps.length - 1; i++) {
            var next = steps[i + 1].startsWith("[") ? new JsonArray() : new JsonObject();
            at = child(at, steps[i], next);
        }
        var last = steps[steps.length - 1];
        var before = child(at, last, "");
        var value = partial.getString("stringValue");
        put(at, last, value == null ? partial.getValue("numberValue") : before + value);
    }

    private static Object child(Object parent, String step, Object absent) {
        if (parent instanceof JsonObject object) {
            if (!object.containsKey(step)) {
                object.put(step, absent);
            }
            return object.getValue(step);
        }
        var array = (JsonArray) parent;
        var index = Integer.parseInt(step.substring(1, step.length() - 1));
        if (index == array.size()) {
            array.add(absent);
        }
        return array.getValue(index);
    }

    private static void put(Object parent, String step, Object value) {
        if (parent instanceof JsonObject object) {
            object.put(step, value);
        } else {
            ((JsonArray) parent).set(Integer.parseInt(step.substring(1, step.length() - 1)), value);
        }
    }

    private static Said said(Open open) {
        var finish =
                switch (open.finish) {
                    case "MAX_TOKENS" -> Unified.LENGTH;
                    case "STOP" -> open.calls.isEmpty() ? Unified.STOP : Unified.TOOL_CALLS;
                    case "MALFORMED_FUNCTION_CALL" -> Unified.ERROR;
                    default -> BLOCKED.contains(open.finish) ? Unified.CONTENT_FILTER : Unified.OTHER;
                };
        return new Said(open.text.toString(), "", open.thoughts.toString(), open.calls, finish);
    }

    private static Used used(JsonObject usage, long thoughts) {
        Map<String, Object> counts = usage.getMap();
        var prompt = count(counts, "promptTokenCount") + count(counts, "toolUsePromptTokenCount");
        var output = count(counts, "candidatesTokenCount") + thoughts;
        return new Used(prompt, count(counts, "cachedContentTokenCount"), output, thoughts);
    }

    private static long count(Map<String, Object> counts, String name) {
        return counts.get(name) instanceof Number number ? number.longValue() : 0;
    }

    /// Gemini has no refusals: they are texts. The free text of a custom tool is an argument.
    static Meaning sayable(Meaning meaning) {
        var choices = meaning.choices().stream()
                .map(said -> new Said(
                        said.text() + said.refusal(),
                        "",
                        said.reasoning(),
                        said.calls().stream().map(GeminiReader::sayable).toList(),
                        said.finish()))
                .toList();
        return new Meaning(choices, meaning.usage());
    }

    private static Called sayable(Called call) {
        return call.arguments() instanceof String text
                ? new Called(call.name(), new JsonObject().put("input", text))
                : call;
    }

    /// Gemini's subset of JSON Schema: what the subset leaves out has tests of its own.
    static ChatRequest sayable(ChatRequest request) {
        var tools = request.tools();
        var list = tools.list().stream().map(GeminiReader::sayable).toList();
        return request.withTools(new Tools(list, tools.choice(), tools.parallel()));
    }

    private static Tool sayable(Tool tool) {
        if (!(tool instanceof Tool.Function function) || function.schema() == null) {
            return tool;
        }
        var schema = new JsonObject(function.schema().text());
        var reduced = JsonSchemas.toGemini(function.schema(), "", new Warnings("gemini"));
        return Tool.Function.of(
                function.name(),
                function.description(),
                schema.getJsonObject("properties", new JsonObject()).isEmpty()
                        ? null
                        : JsonSchemas.fromGemini(io.polygate.wire.json.Json.parse(reduced)));
    }
}
