package io.polygate.wire.replay;

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

/// Reads what Converse says from its JSON and from the payloads of its events.
final class BedrockReader {

    private static final JsonObject NOTHING = new JsonObject();

    private BedrockReader() {}

    static Meaning whole(JsonObject answer) {
        var text = new StringBuilder();
        var reasoning = new StringBuilder();
        var calls = new ArrayList<Called>();
        var content = answer.getJsonObject("output").getJsonObject("message").getJsonArray("content");
        for (var item : content) {
            var block = (JsonObject) item;
            text.append(block.getString("text", ""));
            var cited = block.getJsonObject("citationsContent", NOTHING).getJsonArray("content", new JsonArray());
            cited.forEach(c -> text.append(((JsonObject) c).getString("text", "")));
            var thought = block.getJsonObject("reasoningContent", NOTHING).getJsonObject("reasoningText", NOTHING);
            reasoning.append(thought.getString("text", ""));
            var use = block.getJsonObject("toolUse");
            if (use != null && !"server_tool_use".equals(use.getString("type"))) {
                calls.add(new Called(use.getString("name"), Meaning.arguments(String.valueOf(use.getValue("input")))));
            }
        }
        var said = new Said(text.toString(), "", reasoning.toString(), calls, finish(answer.getString("stopReason")));
        return new Meaning(List.of(said), used(answer.getJsonObject("usage", NOTHING)));
    }

    /// The payloads of a stream, each with its event's type.
    record Event(String type, JsonObject payload) {}

    static Meaning stream(List<Event> events) {
        var text = new StringBuilder();
        var reasoning = new StringBuilder();
        Map<Integer, String> names = new LinkedHashMap<>();
        Map<Integer, StringBuilder> inputs = new LinkedHashMap<>();
        var finish = Unified.OTHER;
        var used = used(NOTHING);
        for (var event : events) {
            var payload = event.payload();
            int index = payload.getInteger("contentBlockIndex", 0);
            var delta = payload.getJsonObject("delta", NOTHING);
            text.append(delta.getString("text", ""));
            reasoning.append(delta.getJsonObject("reasoningContent", NOTHING).getString("text", ""));
            var use = payload.getJsonObject("start", NOTHING).getJsonObject("toolUse");
            if (use != null && !"server_tool_use".equals(use.getString("type"))) {
                names.put(index, use.getString("name"));
                inputs.put(index, new StringBuilder());
            }
            if (inputs.containsKey(index)) {
                inputs.get(index).append(delta.getJsonObject("toolUse", NOTHING).getString("input", ""));
            }
            finish = event.type().equals("messageStop") ? finish(payload.getString("stopReason")) : finish;
            used = event.type().equals("metadata") ? used(payload.getJsonObject("usage", NOTHING)) : used;
        }
        var calls = new ArrayList<Called>();
        names.forEach((index, name) ->
                calls.add(new Called(name, Meaning.arguments(inputs.get(index).toString()))));
        return new Meaning(List.of(new Said(text.toString(), "", reasoning.toString(), calls, finish)), used);
    }

    private static Unified finish(String reason) {
        return switch (reason) {
            case "end_turn", "stop_sequence" -> Unified.STOP;
            case "max_tokens" -> Unified.LENGTH;
            case "tool_use" -> Unified.TOOL_CALLS;
            case "guardrail_intervened", "content_filtered" -> Unified.CONTENT_FILTER;
            default -> Unified.OTHER;
        };
    }

    private static Used used(JsonObject usage) {
        long read = usage.getLong("cacheReadInputTokens", 0L);
        long written = usage.getLong("cacheWriteInputTokens", 0L);
        return new Used(usage.getLong("inputTokens", 0L) + read + written, read, usage.getLong("outputTokens", 0L), 0);
    }
}
