package io.polygate.wire.replay;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.polygate.model.FinishReason.Unified;
import io.polygate.wire.replay.Meaning.Called;
import io.polygate.wire.replay.Meaning.Said;
import io.polygate.wire.replay.Meaning.Used;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What recorded answers of DashScope's own API say. A stream whose last text begins with its first one is taken to
/// repeat the text so far.
final class DashScopeReader implements MeaningReader {

    @Override
    public Meaning read(Recording recording) {
        if (error(recording) != null) {
            return null;
        }
        var texts = new ArrayList<String>();
        var thoughts = new StringBuilder();
        var calls = new LinkedHashMap<Integer, String[]>();
        var finish = "";
        var usage = new JsonObject();
        for (var answer : answers(recording)) {
            var output = answer.getJsonObject("output");
            var choice =
                    output.getJsonArray("choices", new JsonArray().add(output)).getJsonObject(0);
            var message = choice.getJsonObject("message", choice);
            texts.add(text(message.getValue("content", message.getValue("text"))));
            thoughts.append(message.getString("reasoning_content", ""));
            message.getJsonArray("tool_calls", new JsonArray()).forEach(call -> call((JsonObject) call, calls));
            finish = choice.getString("finish_reason", finish);
            usage = answer.getJsonObject("usage", usage);
        }
        var called = new ArrayList<Called>();
        calls.values().forEach(call -> called.add(new Called(call[0], Meaning.arguments(call[1]))));
        var said = new Said(joined(texts), "", thoughts.toString(), called, finish(finish, called));
        return new Meaning(List.of(said), used(usage));
    }

    private static String joined(List<String> texts) {
        var growing = texts.size() > 1
                && !texts.getFirst().isEmpty()
                && texts.getLast().startsWith(texts.getFirst());
        return growing ? texts.getLast() : String.join("", texts);
    }

    private static String text(Object content) {
        if (!(content instanceof JsonArray items)) {
            return content == null ? "" : content.toString();
        }
        var text = new StringBuilder();
        items.forEach(item -> text.append(((JsonObject) item).getString("text", "")));
        return text.toString();
    }

    private static void call(JsonObject call, Map<Integer, String[]> calls) {
        var known = calls.computeIfAbsent(call.getInteger("index", 0), _ -> new String[] {"", ""});
        var function = call.getJsonObject("function");
        known[0] += function.getString("name", "");
        known[1] += function.getString("arguments", "");
    }

    private static Unified finish(String raw, List<Called> calls) {
        return raw.equals("length") ? Unified.LENGTH : calls.isEmpty() ? Unified.STOP : Unified.TOOL_CALLS;
    }

    private static Used used(JsonObject usage) {
        var cached = usage.getJsonObject("prompt_tokens_details", new JsonObject());
        var output = usage.getJsonObject("output_tokens_details", new JsonObject());
        return new Used(
                usage.getLong("input_tokens", 0L),
                cached.getLong("cached_tokens", 0L),
                usage.getLong("output_tokens", 0L),
                output.getLong("reasoning_tokens", 0L));
    }

    private static List<JsonObject> answers(Recording recording) {
        return recording.file().endsWith(".sse")
                ? SseLines.objects(recording.body())
                : List.of(new JsonObject(new String(recording.body(), UTF_8)));
    }

    @Override
    public String error(Recording recording) {
        return answers(recording).stream()
                .filter(answer -> !answer.containsKey("output"))
                .map(answer -> answer.getString("message"))
                .findFirst()
                .orElse(null);
    }
}
