package io.polygate.wire.replay;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.polygate.model.FinishReason.Unified;
import io.polygate.wire.replay.Meaning.Called;
import io.polygate.wire.replay.Meaning.Said;
import io.polygate.wire.replay.Meaning.Used;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/// What recorded answers of Cohere's second version say. The plan of calls counts as reasoning.
final class CohereReader implements MeaningReader {

    @Override
    public Meaning read(Recording recording) {
        if (error(recording) != null) {
            return null;
        }
        var open = new Open();
        if (recording.file().endsWith(".sse")) {
            SseLines.objects(recording.body()).forEach(event -> event(event, open));
        } else {
            whole(body(recording), open);
        }
        var calls = new ArrayList<Called>();
        open.calls.forEach(call -> calls.add(new Called(call[0], Meaning.arguments(call[1]))));
        var said = new Said(open.text.toString(), "", open.thought.toString(), calls, finish(open.finish, calls));
        return new Meaning(List.of(said), used(open.usage));
    }

    private static final class Open {
        final StringBuilder text = new StringBuilder();
        final StringBuilder thought = new StringBuilder();
        final List<String[]> calls = new ArrayList<>();
        String finish = "";
        JsonObject usage = new JsonObject();
    }

    private static void whole(JsonObject answer, Open open) {
        message(answer.getJsonObject("message"), open);
        open.finish = answer.getString("finish_reason");
        open.usage = answer.getJsonObject("usage", open.usage);
    }

    private static void event(JsonObject event, Open open) {
        var delta = event.getJsonObject("delta", new JsonObject());
        if (event.getString("type").equals("message-end")) {
            open.finish = delta.getString("finish_reason");
            open.usage = delta.getJsonObject("usage", open.usage);
        } else if (delta.containsKey("message")) {
            message(delta.getJsonObject("message"), open);
        }
    }

    private static void message(JsonObject message, Open open) {
        open.thought.append(message.getString("tool_plan", ""));
        switch (message.getValue("content")) {
            case JsonArray items -> items.forEach(item -> content((JsonObject) item, open));
            case JsonObject item -> content(item, open);
            case null, default -> {}
        }
        switch (message.getValue("tool_calls")) {
            case JsonArray calls -> calls.forEach(call -> call((JsonObject) call, open));
            case JsonObject call -> call(call, open);
            case null, default -> {}
        }
    }

    private static void content(JsonObject item, Open open) {
        open.thought.append(item.getString("thinking", ""));
        open.text.append(item.getString("text", ""));
    }

    private static void call(JsonObject call, Open open) {
        var function = call.getJsonObject("function");
        if (function.containsKey("name")) {
            open.calls.add(new String[] {function.getString("name"), ""});
        }
        var arguments = function.getString("arguments");
        open.calls.getLast()[1] += arguments == null ? "" : arguments;
    }

    private static Unified finish(String raw, List<Called> calls) {
        return raw.equals("MAX_TOKENS") ? Unified.LENGTH : calls.isEmpty() ? Unified.STOP : Unified.TOOL_CALLS;
    }

    private static Used used(JsonObject usage) {
        var tokens = usage.getJsonObject("tokens", new JsonObject());
        var input = number(tokens, "input_tokens");
        return new Used(
                input,
                Math.min(input, number(usage, "cached_tokens")),
                number(tokens, "output_tokens"),
                number(tokens, "reasoning_tokens"));
    }

    private static long number(JsonObject json, String name) {
        return json.getValue(name) instanceof Number number ? number.longValue() : 0;
    }

    private static JsonObject body(Recording recording) {
        return new JsonObject(new String(recording.body(), UTF_8));
    }

    @Override
    public String error(Recording recording) {
        if (recording.file().endsWith(".sse")) {
            return SseLines.objects(recording.body()).stream()
                    .map(event -> event.getJsonObject("delta", new JsonObject()).getString("error"))
                    .filter(error -> error != null)
                    .findFirst()
                    .orElse(null);
        }
        return body(recording).getValue("message") instanceof String message ? message : null;
    }
}
