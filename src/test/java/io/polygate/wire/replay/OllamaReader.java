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

/// What recorded answers of Ollama's own API say.
final class OllamaReader implements MeaningReader {

    @Override
    public Meaning read(Recording recording) {
        if (error(recording) != null) {
            return null;
        }
        var text = new StringBuilder();
        var thinking = new StringBuilder();
        var calls = new ArrayList<Called>();
        var last = new JsonObject();
        for (var line : lines(recording)) {
            var message = line.getJsonObject("message", line);
            text.append(message.getString("content", message.getString("response", "")));
            thinking.append(message.getString("thinking", ""));
            for (var call : message.getJsonArray("tool_calls", new JsonArray())) {
                var function = ((JsonObject) call).getJsonObject("function");
                calls.add(new Called(function.getString("name"), function.getJsonObject("arguments")));
            }
            last = line;
        }
        var finish = "length".equals(last.getString("done_reason"))
                ? Unified.LENGTH
                : calls.isEmpty() ? Unified.STOP : Unified.TOOL_CALLS;
        return new Meaning(
                List.of(new Said(text.toString(), "", thinking.toString(), calls, finish)),
                new Used(last.getLong("prompt_eval_count", 0L), 0, last.getLong("eval_count", 0L), 0));
    }

    private static List<JsonObject> lines(Recording recording) {
        return new String(recording.body(), UTF_8)
                .lines()
                .filter(line -> !line.isBlank())
                .map(JsonObject::new)
                .toList();
    }

    @Override
    public String error(Recording recording) {
        return lines(recording).getLast().getString("error");
    }
}
