package io.polygate.wire.responses;

import io.polygate.model.Content;
import io.polygate.model.Extras;
import io.polygate.model.Message;
import io.polygate.model.Part;
import io.polygate.model.RawJson;
import io.polygate.model.Role;
import io.polygate.wire.Fields;
import io.polygate.wire.json.JsonWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Reads `input`: a text, or items in the order of the conversation. What a model produced in a row (messages,
/// reasoning,
/// calls) is one assistant turn; outputs of tools in a row are one tool turn.
final class ResponsesInput {

    /// Extras of a result whose call is not in the same input: what its item was.
    static final String OUTPUT_TYPE = "type";

    private static final Set<String> MESSAGE = Set.of("type", "role", "content", "status", "name");
    private static final Set<String> OUTPUT = Set.of("type", "call_id", "output", "status");

    private final List<Message> messages = new ArrayList<>();
    private final ToolNames names;
    private final Map<String, Content.ToolCall> calls = new HashMap<>();
    private final List<Part> open = new ArrayList<>();
    private Role openRole = Role.USER;

    ResponsesInput(ToolNames names) {
        this.names = names;
    }

    /// Reads the field of a request; there may be none where the server knows the conversation.
    List<Message> decode(Fields request) {
        var input = request.get("input");
        if (input == null) {
            return messages;
        }
        var text = input.asString();
        if (text != null) {
            messages.add(Message.text(Role.USER, text));
            return messages;
        }
        if (!input.isArray()) {
            throw Fields.wrongType("input", input, "a string or an array");
        }
        var index = 0;
        for (var item : input.items()) {
            item(Fields.object(item, "input[" + index++ + "]"));
        }
        close();
        return messages;
    }

    private void item(Fields item) {
        var type = AssistantItems.type(item.json());
        switch (type) {
            case "message" -> message(item);
            case "reasoning" -> assistant(item);
            case "function_call" -> call(item);
            case "custom_tool_call" -> {
                item.requireString("input");
                call(item);
            }
            case "function_call_output", "custom_tool_call_output" -> output(item, type);
            case "" -> throw item.missing("type", "the type of an item");
            default -> {
                var tool = ClientTool.ofItem(type);
                if (tool == null) {
                    opaque(item, type);
                } else if (type.endsWith("_output")) {
                    clientOutput(item);
                } else {
                    clientCall(item, tool);
                }
            }
        }
    }

    private void message(Fields item) {
        var role = role(item);
        if (role == Role.ASSISTANT) {
            if (item.get("content") != null) {
                InputParts.decode(item, "content");
            }
            assistant(item);
            return;
        }
        close();
        var extras = ItemExtras.of(item.json(), MESSAGE);
        messages.add(new Message(
                role,
                InputParts.decode(item, "content"),
                item.string("name"),
                Extras.of(ResponsesDialect.NAME, extras)));
    }

    private static Role role(Fields item) {
        var role = item.requireString("role");
        return switch (role) {
            case "user" -> Role.USER;
            case "assistant" -> Role.ASSISTANT;
            case "system" -> Role.SYSTEM;
            case "developer" -> Role.DEVELOPER;
            default -> throw item.invalid("role", brief(role) + " (expected: user, assistant, system or developer)");
        };
    }

    private static String brief(String text) {
        return text.length() <= 24 ? text : text.substring(0, 24) + "...";
    }

    private void assistant(Fields item) {
        turn(Role.ASSISTANT).addAll(AssistantItems.decode(item.json()));
    }

    private void call(Fields item) {
        item.requireString("name");
        if (item.string("call_id") == null && item.string("id") == null) {
            throw item.missing("call_id", "a string");
        }
        for (var part : AssistantItems.decode(item.json())) {
            var call = (Content.ToolCall) part.content();
            var namespace = ItemExtras.string(part.extras(), ToolNames.NAMESPACE);
            var name = names.name(namespace, call.name());
            var named = new Content.ToolCall(call.id(), name, call.arguments(), call.custom());
            calls.put(call.id(), named);
            turn(Role.ASSISTANT).add(part.withContent(named));
        }
    }

    /// A call of a tool that the caller runs.
    private void clientCall(Fields item, ClientTool tool) {
        var action = item.requireObject(tool.member());
        var call = new Content.ToolCall(itemCallId(item), tool.type(), tool.arguments(action.json()), false);
        calls.put(call.id(), call);
        turn(Role.ASSISTANT).add(Part.of(call).withExtras(asItem(item)));
    }

    /// What such a call gave back: a text, or for each command what it wrote and how it ended.
    private void clientOutput(Fields item) {
        var id = itemCallId(item);
        var output = item.get("output");
        var text = output == null ? null : output.asString();
        var status = item.string("status");
        var said = text != null ? text : output == null ? String.valueOf(status) : output.raw();
        var call = calls.get(id);
        var result = new Content.ToolResult(
                id, call == null ? null : call.name(), List.of(Part.text(said)), "failed".equals(status));
        turn(Role.TOOL).add(Part.of(result).withExtras(asItem(item)));
    }

    private static String itemCallId(Fields item) {
        var id = item.string("call_id");
        var known = id == null ? item.string("id") : id;
        if (known == null) {
            throw item.missing("call_id", "a string");
        }
        return known;
    }

    private static Extras asItem(Fields item) {
        return Extras.of(
                ResponsesDialect.NAME,
                Map.of(ClientTool.ITEM, new RawJson(item.json().raw())));
    }

    private void output(Fields item, String type) {
        var id = item.requireString("call_id");
        if (item.get("output") == null) {
            throw item.missing("output", "a string or an array");
        }
        var call = calls.get(id);
        var extras = new LinkedHashMap<String, RawJson>();
        if (type.equals("custom_tool_call_output") && (call == null || !call.custom())) {
            extras.put(OUTPUT_TYPE, new RawJson(JsonWriter.quote(type)));
        }
        extras.putAll(ItemExtras.of(item.json(), OUTPUT));
        var result =
                new Content.ToolResult(id, call == null ? null : call.name(), InputParts.decode(item, "output"), false);
        turn(Role.TOOL).add(Part.of(result).withExtras(Extras.of(ResponsesDialect.NAME, extras)));
    }

    /// An item that only the vendor understands stands where it stood.
    private void opaque(Fields item, String type) {
        var part = AssistantItems.opaque(item.json());
        if (type.equals("additional_tools")) {
            close();
            messages.add(Message.of(Role.DEVELOPER, List.of(part)));
        } else if (type.endsWith("_output") || type.endsWith("_response")) {
            close();
            messages.add(Message.of(Role.USER, List.of(part)));
        } else {
            turn(Role.ASSISTANT).add(part);
        }
    }

    private List<Part> turn(Role role) {
        if (openRole != role) {
            close();
            openRole = role;
        }
        return open;
    }

    private void close() {
        if (!open.isEmpty()) {
            messages.add(Message.of(openRole, open));
            open.clear();
        }
        openRole = Role.USER;
    }
}
