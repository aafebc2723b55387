package io.polygate.wire.replay;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.polygate.model.FinishReason.Unified;
import io.polygate.wire.replay.Meaning.Called;
import io.polygate.wire.replay.Meaning.Said;
import io.polygate.wire.replay.Meaning.Used;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What recorded messages say; a body that is no message (some rows are of other endpoints) says nothing. A stream's
/// blocks are put together into a whole message first.
final class AnthropicReader implements MeaningReader {

    @Override
    public Meaning read(Recording recording) {
        if (error(recording) != null) {
            return null;
        }
        var message = recording.streamed() && recording.file().endsWith(".sse")
                ? joined(SseLines.objects(recording.body()))
                : new JsonObject(new String(recording.body(), UTF_8));
        return meaning(message);
    }

    /// What the events of a stream say.
    static Meaning read(List<JsonObject> events) {
        return meaning(joined(events));
    }

    @Override
    public String error(Recording recording) {
        if (recording.status() < 400) {
            return recording.file().endsWith(".sse") ? broken(SseLines.objects(recording.body())) : null;
        }
        try {
            var error = new JsonObject(new String(recording.body(), UTF_8)).getJsonObject("error");
            return error == null ? "" : error.getString("message");
        } catch (DecodeException e) {
            return "";
        }
    }

    private static String broken(List<JsonObject> events) {
        if (spliced(events)) {
            return "the backend's stream began another message within its answer";
        }
        return events.stream()
                .filter(event -> "error".equals(event.getString("type")))
                .map(event -> event.getJsonObject("error").getString("message"))
                .findFirst()
                .orElse(null);
    }

    /// Whether a message begins while another one is not at its end.
    private static boolean spliced(List<JsonObject> events) {
        var id = "";
        for (var event : events) {
            if (event.getString("type").equals("message_stop")) {
                return false;
            }
            if (event.getString("type").equals("message_start")) {
                var next = event.getJsonObject("message").getString("id");
                if (!id.isEmpty() && !id.equals(next)) {
                    return true;
                }
                id = next;
            }
        }
        return false;
    }

    /// The message that the events up to the first `message_stop` make.
    private static JsonObject joined(List<JsonObject> events) {
        JsonObject message = null;
        var blocks = new TreeMap<Integer, JsonObject>();
        for (var event : events) {
            var type = event.getString("type");
            if (type.equals("message_stop")) {
                break;
            }
            switch (type) {
                case "message_start" -> {
                    var start = event.getJsonObject("message");
                    message = message == null
                            ? start
                            : message.mergeIn(new JsonObject().put("usage", start.getJsonObject("usage")), true);
                }
                case "content_block_start" ->
                    blocks.put(
                            event.getInteger("index"),
                            event.getJsonObject("content_block").copy());
                case "content_block_delta" ->
                    delta(event.getJsonObject("delta"), blocks.get(event.getInteger("index")));
                case "message_delta" -> {
                    message.put("stop_reason", event.getJsonObject("delta").getString("stop_reason"));
                    for (Map.Entry<String, Object> count : event.getJsonObject("usage", new JsonObject())) {
                        message.getJsonObject("usage").put(count.getKey(), count.getValue());
                    }
                }
                default -> {}
            }
        }
        return message.put("content", new JsonArray(new ArrayList<>(blocks.values())));
    }

    private static void delta(JsonObject delta, JsonObject block) {
        switch (delta.getString("type")) {
            case "text_delta" -> block.put("text", block.getString("text") + delta.getString("text"));
            case "thinking_delta" -> block.put("thinking", block.getString("thinking") + delta.getString("thinking"));
            case "input_json_delta" ->
                block.put("input_text", block.getString("input_text", "") + delta.getString("partial_json"));
            default -> {}
        }
    }

    private static Meaning meaning(JsonObject message) {
        var text = new StringBuilder();
        var thinking = new StringBuilder();
        var calls = new ArrayList<Called>();
        for (var item : message.getJsonArray("content", new JsonArray())) {
            var block = (JsonObject) item;
            switch (block.getString("type")) {
                case "text" -> text.append(block.getString("text"));
                case "thinking" -> thinking.append(block.getString("thinking"));
                case "tool_use" -> {
                    var streamed = block.getString("input_text", "");
                    var arguments =
                            streamed.isEmpty() ? block.getJsonObject("input").encode() : streamed;
                    calls.add(new Called(block.getString("name"), Meaning.arguments(arguments)));
                }
                default -> {}
            }
        }
        var said = new Said(text.toString(), "", thinking.toString(), calls, finish(message.getString("stop_reason")));
        return new Meaning(List.of(said), used(message.getJsonObject("usage", new JsonObject())));
    }

    private static Unified finish(String reason) {
        return switch (reason == null ? "end_turn" : reason) {
            case "end_turn", "stop_sequence" -> Unified.STOP;
            case "max_tokens", "model_context_window_exceeded" -> Unified.LENGTH;
            case "tool_use" -> Unified.TOOL_CALLS;
            case "refusal" -> Unified.CONTENT_FILTER;
            case "pause_turn" -> Unified.PAUSE;
            default -> throw new AssertionError("an unknown reason: " + reason);
        };
    }

    private static Used used(JsonObject usage) {
        var read = number(usage, "cache_read_input_tokens");
        var details = usage.getJsonObject("output_tokens_details");
        return new Used(
                number(usage, "input_tokens") + read + number(usage, "cache_creation_input_tokens"),
                read,
                number(usage, "output_tokens"),
                details == null ? 0 : number(details, "thinking_tokens"));
    }

    private static long number(JsonObject usage, String name) {
        return usage.getValue(name) instanceof Number n ? n.longValue() : 0;
    }

    /// What Messages can say of an answer: one choice; a refusal is text; an error is no way to finish.
    static Meaning sayable(Meaning meaning) {
        if (meaning == null || meaning.choices().isEmpty()) {
            return meaning;
        }
        var first = meaning.choices().getFirst();
        var calls = new ArrayList<Called>();
        first.calls().forEach(call -> calls.add(new Called(call.name(), bare(call.arguments()))));
        var finish =
                switch (first.finish()) {
                    case ERROR, OTHER -> Unified.STOP;
                    default -> first.finish();
                };
        var said = new Said(first.text() + first.refusal(), "", first.reasoning(), calls, finish);
        return new Meaning(List.of(said), meaning.usage());
    }

    /// An input is an object: free text and what is no JSON become the only member of one.
    private static Object bare(Object arguments) {
        if (arguments instanceof JsonObject object && object.size() == 1) {
            var only = object.iterator().next();
            var wrapped = only.getKey().equals("input") || only.getKey().equals("arguments");
            return wrapped && only.getValue() instanceof String text ? text : arguments;
        }
        return arguments;
    }
}
