package io.polygate.wire.responses;

import io.polygate.model.RawJson;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonWriter;
import io.polygate.wire.sse.SseWriter;
import io.vertx.core.buffer.Buffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Tells a response that is over as the stream that it was, each text in one piece: `GET /v1/responses/{id}` with
/// `stream=true`, from the event after `starting_after` on.
public final class StoredEvents {

    private final SseWriter out = new SseWriter();
    private final int after;
    private int sequence;

    private StoredEvents(int after) {
        this.after = after;
    }

    /// The events, or null where the query asks for none.
    ///
    /// @throws io.polygate.model.GatewayException when it asks for what can't be
    public static @Nullable Buffer of(RawJson body, String query) {
        var wanted = new QueryText(query);
        var stream = wanted.text("stream");
        if (stream == null || stream.equals("false")) {
            return null;
        }
        if (!stream.equals("true")) {
            throw wanted.wrong("stream", stream, "true or false");
        }
        var events = new StoredEvents(wanted.number("starting_after", -1, 0, Integer.MAX_VALUE));
        events.tell(Json.parse(body.text()));
        return events.out.take();
    }

    private void tell(Json response) {
        var begun = begun(response);
        event("response.created", json -> json.rawField("response", begun));
        event("response.in_progress", json -> json.rawField("response", begun));
        var items = response.items("output");
        for (int i = 0; i < items.size(); i++) {
            item(items.get(i), i);
        }
        var status = response.string("status");
        var last = "incomplete".equals(status) || "failed".equals(status) ? status : "completed";
        event("response." + last, json -> json.name("response").raw(response));
    }

    /// The response as it was when nothing of it had come.
    private static String begun(Json response) {
        var json = new JsonWriter().object();
        for (var member : response.members()) {
            switch (member.name()) {
                case "status" -> json.field("status", "in_progress");
                case "output" -> json.name("output").array().endArray();
                case "usage", "completed_at", "incomplete_details", "error" ->
                    json.name(member.name()).nullValue();
                default -> json.name(member.name()).raw(member.value());
            }
        }
        return json.endObject().toString();
    }

    private void item(Json item, int index) {
        var type = item.string("type");
        item("added", index, empty(item));
        var at = new Place(item.string("id"), index);
        switch (type == null ? "" : type) {
            case "message" -> message(item, at);
            case "function_call" -> grow(at, "response.function_call_arguments", "arguments", item.string("arguments"));
            case "custom_tool_call" -> grow(at, "response.custom_tool_call_input", "input", item.string("input"));
            case "reasoning" -> reasoning(item, at);
            default -> {}
        }
        item("done", index, item.raw());
    }

    private void item(String what, int index, String item) {
        event("response.output_item." + what, json -> json.field("output_index", index)
                .rawField("item", item));
    }

    /// An item whose growing members have not begun.
    private static String empty(Json item) {
        var json = new JsonWriter().object();
        for (var member : item.members()) {
            switch (member.name()) {
                case "status" -> json.field("status", "in_progress");
                case "content", "summary" -> json.name(member.name()).array().endArray();
                case "arguments", "input" -> json.field(member.name(), "");
                default -> json.name(member.name()).raw(member.value());
            }
        }
        return json.endObject().toString();
    }

    private void message(Json item, Place at) {
        var parts = item.items("content");
        for (int i = 0; i < parts.size(); i++) {
            var part = parts.get(i);
            var place = at.inside("content_index", i);
            boolean refusal = "refusal".equals(part.string("type"));
            var text = part.string(refusal ? "refusal" : "text");
            part("response.content_part.added", place, refusal ? EMPTY_REFUSAL : EMPTY_TEXT);
            if (refusal) {
                grow(place, "response.refusal", "refusal", text);
            } else {
                grow(place, "response.output_text", "text", text);
                annotations(part, place);
            }
            part("response.content_part.done", place, part.raw());
        }
    }

    private static final String EMPTY_TEXT =
            "{\"type\":\"output_text\",\"annotations\":[],\"logprobs\":[],\"text\":\"\"}";
    private static final String EMPTY_REFUSAL = "{\"type\":\"refusal\",\"refusal\":\"\"}";

    private void annotations(Json part, Place place) {
        var annotations = part.items("annotations");
        for (int i = 0; i < annotations.size(); i++) {
            int number = i;
            event("response.output_text.annotation.added", json -> place.write(json)
                    .field("annotation_index", number)
                    .name("annotation")
                    .raw(annotations.get(number)));
        }
    }

    private void reasoning(Json item, Place at) {
        var summary = item.items("summary");
        for (int i = 0; i < summary.size(); i++) {
            var place = at.inside("summary_index", i);
            part("response.reasoning_summary_part.added", place, "{\"type\":\"summary_text\",\"text\":\"\"}");
            grow(
                    place,
                    "response.reasoning_summary_text",
                    "text",
                    summary.get(i).string("text"));
            part("response.reasoning_summary_part.done", place, summary.get(i).raw());
        }
        var content = item.items("content");
        for (int i = 0; i < content.size(); i++) {
            grow(
                    at.inside("content_index", i),
                    "response.reasoning_text",
                    "text",
                    content.get(i).string("text"));
        }
    }

    private void part(String type, Place place, String part) {
        event(type, json -> place.write(json).rawField("part", part));
    }

    private void grow(Place place, String type, String field, @Nullable String text) {
        var whole = text == null ? "" : text;
        boolean logged = type.equals("response.output_text");
        event(type + ".delta", json -> logged(place.write(json).field("delta", whole), logged));
        event(type + ".done", json -> logged(place.write(json).field(field, whole), logged));
    }

    private static JsonWriter logged(JsonWriter json, boolean logged) {
        return logged ? json.name("logprobs").array().endArray() : json;
    }

    private void event(String type, Consumer<JsonWriter> members) {
        int number = sequence++;
        if (number <= after) {
            return;
        }
        var json = out.event(type).object().field("type", type).field("sequence_number", number);
        members.accept(json);
        json.endObject();
        out.end();
    }

    /// Where in the answer an event belongs.
    private record Place(
            @Nullable String itemId, int index, @Nullable String inner, int innerIndex) {

        Place(@Nullable String itemId, int index) {
            this(itemId, index, null, 0);
        }

        Place inside(String name, int at) {
            return new Place(itemId, index, name, at);
        }

        JsonWriter write(JsonWriter json) {
            json.field("item_id", itemId).field("output_index", index);
            return inner == null ? json : json.field(inner, innerIndex);
        }
    }
}
