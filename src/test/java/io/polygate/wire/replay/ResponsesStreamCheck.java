package io.polygate.wire.replay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/// Checks a stream of responses event by event: names, numbering, the order that clients rely on, and that deltas,
/// `.done` events, items and the final output say the same.
final class ResponsesStreamCheck {

    private final List<JsonObject> items = new ArrayList<>();
    private String responseId = "";
    private String itemId = "";
    private String itemType;
    private JsonArray parts = new JsonArray();
    private JsonArray summaries = new JsonArray();
    private String partType;
    private StringBuilder text = new StringBuilder();
    private JsonArray annotations = new JsonArray();
    private JsonArray logprobs = new JsonArray();
    private boolean textDone;
    private String argumentsDone;
    private String terminal;
    private boolean failing;

    private ResponsesStreamCheck() {}

    /// Checks the whole stream; returns its last event.
    static JsonObject check(byte[] stream) {
        var check = new ResponsesStreamCheck();
        var blocks = new String(stream, UTF_8).split("\n\n");
        JsonObject last = null;
        for (var i = 0; i < blocks.length; i++) {
            var lines = blocks[i].split("\n");
            assertThat(lines).as(blocks[i]).hasSize(2);
            last = new JsonObject(lines[1].substring("data: ".length()));
            assertThat(lines[0]).isEqualTo("event: " + last.getString("type"));
            assertThat(last.getInteger("sequence_number")).as(blocks[i]).isEqualTo(i);
            check.step(i, last);
        }
        assertThat(check.terminal).as("an end").isNotNull();
        return last;
    }

    private void step(int number, JsonObject event) {
        assertThat(terminal).as("nothing after the end").isNull();
        var type = event.getString("type");
        assertThat(failing).as("error is followed by response.failed alone").isEqualTo(type.equals("response.failed"));
        if (number < 2) {
            assertThat(type).isEqualTo(number == 0 ? "response.created" : "response.in_progress");
        }
        switch (type) {
            case "response.created", "response.in_progress" -> begun(number, event.getJsonObject("response"));
            case "response.output_item.added" -> added(event);
            case "response.output_item.done" -> done(event);
            case "response.completed", "response.incomplete", "response.failed" -> ended(type, event);
            case "error" -> {
                failing = true;
                assertThat(event.getJsonObject("error").getString("message")).isEqualTo(event.getString("message"));
            }
            default -> inside(type, event);
        }
    }

    private void begun(int number, JsonObject response) {
        assertThat(number).isLessThan(2);
        responseId = number == 0 ? response.getString("id") : responseId;
        assertThat(response.getString("id")).isEqualTo(responseId).startsWith("resp_");
        assertThat(response.getString("status")).isEqualTo("in_progress");
        assertThat(response.getJsonArray("output")).isEmpty();
        assertThat(response.containsKey("usage")).isTrue();
    }

    private void added(JsonObject event) {
        assertThat(itemType).as("one item at a time").isNull();
        assertThat(event.getInteger("output_index")).isEqualTo(items.size());
        var item = event.getJsonObject("item");
        itemId = item.getString("id");
        itemType = item.getString("type");
        parts = new JsonArray();
        summaries = new JsonArray();
        text = new StringBuilder();
        argumentsDone = null;
        if (itemType.equals("message")) {
            assertThat(item.getJsonArray("content")).isEmpty();
            assertThat(item.getString("status")).isEqualTo("in_progress");
        }
    }

    private void inside(String type, JsonObject event) {
        assertThat(event.getInteger("output_index")).as(type).isEqualTo(items.size());
        if (!type.startsWith("response.shell_call_command")) {
            assertThat(event.getString("item_id")).as(type).isEqualTo(itemId);
        }
        switch (type) {
            case "response.content_part.added" -> partAdded(event, "content_index", parts);
            case "response.reasoning_summary_part.added" -> partAdded(event, "summary_index", summaries);
            case "response.output_text.delta" -> {
                logprobs.addAll(event.getJsonArray("logprobs"));
                delta(event, "output_text", "content_index", parts);
            }
            case "response.refusal.delta" -> delta(event, "refusal", "content_index", parts);
            case "response.reasoning_text.delta" -> delta(event, "reasoning_text", "content_index", parts);
            case "response.reasoning_summary_text.delta" -> delta(event, "summary_text", "summary_index", summaries);
            case "response.output_text.annotation.added" -> {
                assertThat(event.getInteger("annotation_index")).isEqualTo(annotations.size());
                annotations.add(event.getJsonObject("annotation"));
            }
            case "response.output_text.done", "response.reasoning_text.done", "response.reasoning_summary_text.done" ->
                textDone(event.getString("text"));
            case "response.refusal.done" -> textDone(event.getString("refusal"));
            case "response.content_part.done" -> partDone(event, "content_index", parts);
            case "response.reasoning_summary_part.done" -> partDone(event, "summary_index", summaries);
            case "response.function_call_arguments.delta", "response.custom_tool_call_input.delta" -> {
                assertThat(argumentsDone).isNull();
                text.append(event.getString("delta"));
            }
            case "response.function_call_arguments.done" -> argumentsDone(event.getString("arguments"));
            case "response.custom_tool_call_input.done" -> argumentsDone(event.getString("input"));
            default -> assertThat(itemType).as(type).isNotIn("message", "reasoning", "function_call");
        }
    }

    private void partAdded(JsonObject event, String index, JsonArray into) {
        assertThat(partType).as("one part at a time").isNull();
        assertThat(event.getInteger(index)).isEqualTo(into.size());
        var part = event.getJsonObject("part");
        partType = part.getString("type");
        assertThat(part.getString(partType.equals("refusal") ? "refusal" : "text"))
                .isEmpty();
        text = new StringBuilder();
        annotations = new JsonArray();
        logprobs = new JsonArray();
        textDone = false;
    }

    private void delta(JsonObject event, String type, String index, JsonArray into) {
        assertThat(partType).isEqualTo(type);
        assertThat(event.getInteger(index)).isEqualTo(into.size());
        assertThat(textDone).isFalse();
        text.append(event.getString("delta"));
    }

    private void textDone(String whole) {
        assertThat(whole).isEqualTo(text.toString());
        textDone = true;
    }

    private void partDone(JsonObject event, String index, JsonArray into) {
        assertThat(textDone).isTrue();
        assertThat(event.getInteger(index)).isEqualTo(into.size());
        var part = event.getJsonObject("part");
        assertThat(part.getString("type")).isEqualTo(partType);
        assertThat(part.getString(partType.equals("refusal") ? "refusal" : "text"))
                .isEqualTo(text.toString());
        if (partType.equals("output_text")) {
            assertThat(part.getJsonArray("annotations")).isEqualTo(annotations);
            assertThat(part.getJsonArray("logprobs")).isEqualTo(logprobs);
        }
        into.add(part);
        partType = null;
    }

    private void argumentsDone(String whole) {
        assertThat(whole).isEqualTo(text.toString());
        argumentsDone = whole;
    }

    private void done(JsonObject event) {
        assertThat(event.getInteger("output_index")).isEqualTo(items.size());
        assertThat(partType).as("every part is done").isNull();
        var item = event.getJsonObject("item");
        assertThat(item.getString("id")).isEqualTo(itemId);
        assertThat(item.getString("type")).isEqualTo(itemType);
        switch (itemType) {
            case "message" -> {
                assertThat(item.getJsonArray("content")).isEqualTo(parts);
                assertThat(item.getString("status")).isIn("completed", "incomplete");
            }
            case "reasoning" -> {
                assertThat(item.getJsonArray("summary")).isEqualTo(summaries);
                assertThat(item.getJsonArray("content", new JsonArray())).isEqualTo(parts);
            }
            case "function_call" -> assertThat(item.getString("arguments")).isEqualTo(argumentsDone);
            case "custom_tool_call" -> assertThat(item.getString("input")).isEqualTo(argumentsDone);
            default -> {}
        }
        items.add(item);
        itemType = null;
    }

    private void ended(String type, JsonObject event) {
        terminal = type;
        var response = event.getJsonObject("response");
        assertThat(response.getString("id")).isEqualTo(responseId);
        assertThat("response." + response.getString("status")).isEqualTo(type);
        assertThat(response.getJsonArray("output")).isEqualTo(new JsonArray(List.copyOf(items)));
        assertThat(response.getJsonObject("error") != null).isEqualTo(type.equals("response.failed"));
        assertThat(response.getJsonObject("incomplete_details") != null).isEqualTo(type.equals("response.incomplete"));
        if (!type.equals("response.failed")) {
            assertThat(itemType).as("every item is done").isNull();
            assertThat(response.getJsonObject("usage")).isNotNull();
        }
    }
}
