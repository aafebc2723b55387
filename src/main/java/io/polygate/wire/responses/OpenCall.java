package io.polygate.wire.responses;

import io.polygate.model.Content;
import io.polygate.model.Part;
import io.polygate.wire.Warnings;
import io.polygate.wire.json.JsonWriter;
import org.jspecify.annotations.Nullable;

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
    private final @Nullable ClientTool clientTool;

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
        this.clientTool = call.custom() ? null : names.clientTool(call.name());
        if (clientTool == null) {
            events.item("response.output_item.added", index, json("in_progress"));
        }
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
            tell(more);
        }
    }

    private void tell(String more) {
        if (clientTool == null) {
            events.end(events.begin(kind + ".delta", id, index).field("delta", more));
        }
    }

    /// Tells the call's end and returns it. Clients parse a function's arguments: none are an empty object.
    String close(String status) {
        if (clientTool != null) {
            return clientToolCall(clientTool, status);
        }
        return functionCall(status);
    }

    /// What such a call does is known when it is whole; one that makes no sense is told as what the model called.
    private String clientToolCall(ClientTool tool, String status) {
        var item = tool.item(id, call.id(), arguments.toString(), status);
        if (item == null) {
            return new OpenCall(
                            events, index, id, part, call.withArguments(arguments.toString()), ToolNames.NONE, warnings)
                    .close(status);
        }
        var begun = tool.item(id, call.id(), arguments.toString(), "in_progress");
        events.item("response.output_item.added", index, begun == null ? item : begun);
        events.item("response.output_item.done", index, item);
        return item;
    }

    private String functionCall(String status) {
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
