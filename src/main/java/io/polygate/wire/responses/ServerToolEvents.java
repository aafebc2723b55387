package io.polygate.wire.responses;

import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonWriter;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Tells an item of the vendor's own tools, which is known only as a whole, in the events that clients expect of it.
final class ServerToolEvents {

    private record Replaced(String name, String json) {}

    private static final Replaced NOTHING = new Replaced("", "");
    /// What an item lacks while it is being made.
    private static final Map<String, Replaced> UNFINISHED = Map.of(
            "code_interpreter_call", new Replaced("code", "\"\""),
            "mcp_call", new Replaced("arguments", "\"\""),
            "mcp_list_tools", new Replaced("tools", "[]"),
            "file_search_call", new Replaced("queries", "[]"),
            "image_generation_call", new Replaced("result", "null"),
            "shell_call_output", new Replaced("output", "[]"));

    private final EventWriter events;
    private final int index;
    private final Json item;
    private final String id;
    private final String type;

    private ServerToolEvents(EventWriter events, int index, Json item) {
        this.events = events;
        this.index = index;
        this.item = item;
        this.id = ResponsesAnswers.orEmpty(item.string("id"));
        this.type = AssistantItems.type(item);
    }

    static void write(EventWriter events, int index, Json item) {
        new ServerToolEvents(events, index, item).write();
    }

    private void write() {
        events.item("response.output_item.added", index, unfinished());
        switch (type) {
            case "web_search_call", "file_search_call" -> states("in_progress", "searching", "completed");
            case "image_generation_call" -> states("in_progress", "generating", "completed");
            case "mcp_list_tools" -> states("in_progress", outcome());
            case "mcp_call" -> {
                states("in_progress");
                text("response.mcp_call_arguments", "arguments", item.string("arguments"));
                states(outcome());
            }
            case "code_interpreter_call" -> {
                states("in_progress");
                text("response.code_interpreter_call_code", "code", item.string("code"));
                states("interpreting", "completed");
            }
            case "apply_patch_call" -> {
                var operation = item.object("operation");
                if (operation != null && operation.string("diff") != null) {
                    text("response.apply_patch_call_operation_diff", "diff", operation.string("diff"));
                }
            }
            case "shell_call" -> commands();
            case "shell_call_output" -> outputs();
            default -> {}
        }
        events.item("response.output_item.done", index, item.raw());
    }

    private String outcome() {
        return item.get("error") == null ? "completed" : "failed";
    }

    /// The item as it is before it is finished.
    private String unfinished() {
        var missing = UNFINISHED.getOrDefault(type, NOTHING);
        var json = new JsonWriter().object();
        for (var member : item.members()) {
            if (member.name().equals("status")
                    && "completed".equals(member.value().asString())) {
                json.field("status", "in_progress");
            } else if (member.name().equals(missing.name)) {
                json.rawField(member.name(), missing.json);
            } else {
                json.name(member.name()).raw(member.value());
            }
        }
        return json.endObject().toString();
    }

    private void states(String... states) {
        for (var state : states) {
            events.end(events.begin("response." + type + "." + state, id, index));
        }
    }

    private void text(String kind, String field, @Nullable String whole) {
        var text = ResponsesAnswers.orEmpty(whole);
        if (!text.isEmpty()) {
            events.end(events.begin(kind + ".delta", id, index).field("delta", text));
        }
        events.end(events.begin(kind + ".done", id, index).field(field, text));
    }

    private void commands() {
        var action = item.object("action");
        var number = 0;
        for (var command : action == null ? List.<Json>of() : action.items("commands")) {
            var text = ResponsesAnswers.orEmpty(command.asString());
            events.end(command("added", number).field("command", ""));
            events.end(command("delta", number).field("delta", text));
            events.end(command("done", number++).field("command", text));
        }
    }

    private JsonWriter command(String what, int number) {
        return events.begin("response.shell_call_command." + what)
                .field("output_index", index)
                .field("command_index", number);
    }

    private void outputs() {
        var number = 0;
        for (var output : item.items("output")) {
            var delta = events.begin("response.shell_call_output_content.delta", id, index)
                    .field("command_index", number)
                    .name("delta")
                    .object();
            delta.field("stdout", output.string("stdout")).field("stderr", output.string("stderr"));
            events.end(delta.endObject());
            events.end(events.begin("response.shell_call_output_content.done", id, index)
                    .field("command_index", number++)
                    .name("output")
                    .array()
                    .raw(output)
                    .endArray());
        }
    }
}
