package io.polygate.wire.responses;

import io.polygate.model.Content;
import io.polygate.model.Part;
import io.polygate.wire.Warnings;
import io.polygate.wire.json.JsonWriter;

/// A call of a function or a custom tool that is being told.
final class OpenCall {

    private final EventWriter events;
    private final int index;
    private final String id;
    private final Part part;
    private final Content.ToolCall call;
    private final ToolNames names;
    private final Warnings warnings;
    private final StringBuilder arguments = new StringBuilder();
    private final String kind;

    OpenCall(
            EventWriter events,
            int index,
            String id,
            Part part,
            Content.ToolCall call,
            ToolNames names,
            Warnings warnings) {
        this.events = events;
        this.index = index;
        this.id = id;
        this.part = part;
        this.call = call;
        this.names = names;
        this.warnings = warnings;
        this.kind = call.custom() ? "response.custom_tool_call_input" : "response.function_call_arguments";
        events.item("response.output_item.added", index, json("in_progress"));
        append(call.arguments());
    }

    private String json(String status) {
        var json = new JsonWriter();
        OutputItems.call(id, call.withArguments(arguments.toString()), part, names, status, warnings, json);
        return json.toString();
    }

    void append(String more) {
        if (!more.isEmpty()) {
            arguments.append(more);
            events.end(events.begin(kind + ".delta", id, index).field("delta", more));
        }
    }

    /// Tells the call's end and returns it. Clients parse a function's arguments: none are an empty object.
    String close(String status) {
        if (!call.custom() && arguments.toString().isBlank()) {
            append("{}");
        }
        var whole = arguments.toString();
        events.end(events.begin(kind + ".done", id, index).field(call.custom() ? "input" : "arguments", whole));
        var item = json(status);
        events.item("response.output_item.done", index, item);
        return item;
    }
}
