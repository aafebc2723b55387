package io.polygate.wire.replay;

import io.polygate.model.FinishReason.Unified;
import io.polygate.wire.replay.Meaning.Called;
import io.polygate.wire.replay.Meaning.Said;
import io.polygate.wire.replay.Meaning.Used;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// What recorded chat completions say.
final class ChatReader implements MeaningReader {

    private static final Set<String> LENGTH = Set.of("length", "max_tokens", "model_length");
    private static final Set<String> CALLS = Set.of("tool_calls", "function_call", "tool_use");

    /// A choice as it comes together.
    private static final class Open {
        final StringBuilder text = new StringBuilder();
        final StringBuilder refusal = new StringBuilder();
        final StringBuilder reasoning = new StringBuilder();
        final Map<Object, String[]> calls = new LinkedHashMap<>();
        final Set<Object> custom = new HashSet<>();
        String finish = "";
        Object lastCall = "";
    }

    @Override
    public Meaning read(Recording recording) {
        if (error(recording) != null) {
            return null;
        }
        var choices = new TreeMap<Integer, Open>();
        JsonObject usage = null;
        for (var chunk : chunks(recording)) {
            var place = 0;
            for (var item : chunk.getJsonArray("choices", new JsonArray())) {
                var choice = (JsonObject) item;
                var index = choice.getInteger("index", place++);
                add(choice, recording.streamed(), choices.computeIfAbsent(index, _ -> new Open()));
                usage = choice.getValue("usage") instanceof JsonObject u ? u : usage;
            }
            usage = chunk.getValue("x_groq") instanceof JsonObject groq
                            && groq.getValue("usage") instanceof JsonObject u
                    ? u
                    : usage;
            usage = chunk.getValue("usage") instanceof JsonObject u ? u : usage;
        }
        var thinks = recording.provider().equals("perplexity")
                || recording.provider().equals("minimax");
        return new Meaning(
                choices.values().stream().map(open -> said(open, thinks)).toList(), used(usage));
    }

    private static List<JsonObject> chunks(Recording recording) {
        return recording.streamed() && recording.file().endsWith(".sse")
                ? SseLines.objects(recording.body())
                : List.of(new JsonObject(new String(recording.body(), StandardCharsets.UTF_8)));
    }

    @Override
    public String error(Recording recording) {
        if (recording.status() < 400 && recording.file().endsWith(".json")) {
            return errorText(new JsonObject(new String(recording.body(), StandardCharsets.UTF_8)));
        }
        if (recording.status() < 400) {
            return chunks(recording).stream()
                    .map(ChatReader::errorText)
                    .filter(e -> e != null)
                    .findFirst()
                    .orElse(null);
        }
        var text = new String(recording.body(), StandardCharsets.UTF_8);
        if (!text.strip().startsWith("{")) {
            return "";
        }
        var body = new JsonObject(text);
        var inside = errorText(body);
        var message = body.getValue("message");
        var detail = body.getValue("detail");
        return inside != null ? inside : message != null ? message.toString() : detail != null ? detail.toString() : "";
    }

    private static String errorText(JsonObject json) {
        var error = json.getValue("error");
        return error instanceof JsonObject object ? object.getString("message") : error instanceof String s ? s : null;
    }

    private static void add(JsonObject choice, boolean streamed, Open open) {
        var first = choice.getJsonObject(streamed ? "delta" : "message");
        var message = first == null ? choice.getJsonObject(streamed ? "message" : "delta") : first;
        if (message == null) {
            open.text.append(choice.getString("text", ""));
        } else {
            message(message, open);
        }
        var finish = choice.getString("finish_reason");
        open.finish = finish == null || finish.isEmpty() || !open.finish.isEmpty() ? open.finish : finish;
    }

    private static void message(JsonObject message, Open open) {
        content(message.getValue("content"), open);
        var reasoning = message.getString("reasoning_content");
        reasoning = reasoning == null || reasoning.isEmpty() ? message.getString("reasoning") : reasoning;
        if (reasoning == null || reasoning.isEmpty()) {
            for (var detail : message.getJsonArray("reasoning_details", new JsonArray())) {
                open.reasoning.append(((JsonObject) detail).getString("text", ""));
                open.reasoning.append(((JsonObject) detail).getString("summary", ""));
            }
        } else {
            open.reasoning.append(reasoning);
        }
        var refusal = message.getString("refusal");
        open.refusal.append(refusal == null ? "" : refusal);
        if (message.getValue("tool_calls") instanceof JsonArray calls) {
            calls.forEach(call -> call((JsonObject) call, open));
        }
        if (message.getValue("function_call") instanceof JsonObject function
                && !function.getString("name", "").isEmpty()) {
            open.calls.put("function", new String[] {function.getString("name"), ""});
        }
        if (message.getValue("function_call") instanceof JsonObject more && open.calls.containsKey("function")) {
            open.calls.get("function")[1] += more.getString("arguments", "");
        }
    }

    private static void content(Object content, Open open) {
        switch (content) {
            case String text -> open.text.append(text);
            case JsonArray items -> items.forEach(item -> item((JsonObject) item, open));
            case JsonObject object -> open.text.append(object.encode());
            case null, default -> {}
        }
    }

    private static void item(JsonObject item, Open open) {
        switch (item.getString("type")) {
            case "text" -> open.text.append(item.getString("text"));
            case "thinking" ->
                item.getJsonArray("thinking").forEach(t -> open.reasoning.append(((JsonObject) t).getString("text")));
            case "reasoning" ->
                item.getJsonArray("summary").forEach(t -> open.reasoning.append(((JsonObject) t).getString("text")));
            default -> {}
        }
    }

    private static void call(JsonObject call, Open open) {
        var custom = call.getValue("function") instanceof JsonObject ? null : call.getJsonObject("custom");
        var function = custom == null ? call.getJsonObject("function", new JsonObject()) : custom;
        var id = call.getString("id");
        Object key = call.getValue("index") != null
                ? call.getValue("index")
                : id != null && !id.isEmpty() ? id : open.lastCall;
        open.lastCall = key;
        var known = open.calls.computeIfAbsent(key, _ -> new String[] {"", ""});
        var name = function.getString("name");
        known[0] = known[0].isEmpty() && name != null ? name : known[0];
        var arguments = function.getValue(custom == null ? "arguments" : "input");
        if (custom != null) {
            open.custom.add(key);
        }
        known[1] += arguments == null ? "" : arguments instanceof JsonObject o ? o.encode() : arguments.toString();
    }

    private static Said said(Open open, boolean thinks) {
        var text = open.text.toString();
        var reasoning = open.reasoning.toString();
        if (thinks && text.strip().startsWith("<think>") && text.contains("</think>")) {
            reasoning = text.substring(text.indexOf("<think>") + 7, text.indexOf("</think>"));
            text = text.substring(text.indexOf("</think>") + 8);
        }
        var calls = new ArrayList<Called>();
        open.calls.forEach((key, call) -> {
            if (!call[0].isEmpty()) {
                calls.add(new Called(
                        call[0], open.custom.contains(key) ? Meaning.custom(call[1]) : Meaning.arguments(call[1])));
            }
        });
        return new Said(text, open.refusal.toString(), reasoning, calls, finish(open.finish, !calls.isEmpty()));
    }

    private static Unified finish(String raw, boolean calls) {
        if (LENGTH.contains(raw)) {
            return Unified.LENGTH;
        }
        if (raw.equals("content_filter")) {
            return Unified.CONTENT_FILTER;
        }
        if (raw.equals("error")) {
            return Unified.ERROR;
        }
        return calls || CALLS.contains(raw) ? Unified.TOOL_CALLS : Unified.STOP;
    }

    private static Used used(JsonObject usage) {
        if (usage == null) {
            return new Used(0, 0, 0, 0);
        }
        var prompt = usage.getLong("prompt_tokens", 0L);
        var completion = usage.getLong("completion_tokens", 0L);
        var cached = number(usage, "prompt_tokens_details", "cached_tokens");
        for (var name : List.of("prompt_cache_hit_tokens", "cached_tokens", "cache_read_input_tokens")) {
            cached = Math.max(cached, usage.getValue(name) instanceof Number n ? n.longValue() : 0);
        }
        var reasoning = Math.max(
                number(usage, "completion_tokens_details", "reasoning_tokens"),
                usage.getValue("reasoning_tokens") instanceof Number n ? n.longValue() : 0);
        var total = usage.getLong("total_tokens", 0L);
        var apart = reasoning > completion || (reasoning > 0 && total == prompt + completion + reasoning);
        return new Used(
                cached > prompt ? prompt + cached : prompt,
                cached,
                apart ? completion + reasoning : completion,
                reasoning);
    }

    private static long number(JsonObject usage, String object, String name) {
        return usage.getValue(object) instanceof JsonObject details && details.getValue(name) instanceof Number n
                ? n.longValue()
                : 0;
    }

    /// What a chat can say of an answer: one that holds calls has stopped for them.
    static Meaning sayable(Meaning meaning) {
        if (meaning == null) {
            return null;
        }
        var choices = Sayable.everything(meaning).choices().stream()
                .map(said -> said.finish() == Unified.STOP && !said.calls().isEmpty()
                        ? new Said(said.text(), said.refusal(), said.reasoning(), said.calls(), Unified.TOOL_CALLS)
                        : said)
                .toList();
        return new Meaning(choices, meaning.usage());
    }
}
