package io.polygate.provider.mock;

import io.polygate.wire.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A function that the caller offers, and the arguments that the mock calls it with.
record Tool(String name, String arguments) {

    private static final String NO_ARGUMENTS = "{}";

    /// The forced function, else the first one; none where the caller wants none or has just told a result.
    static @Nullable Tool choose(Json body, Json lastMessage) {
        var functions = functions(body);
        var choice = body.get("tool_choice");
        var forced = choice == null ? null : choice.object("function");
        if (forced != null) {
            return forced(functions, forced);
        }
        boolean unwanted = choice != null && "none".equals(choice.asString());
        if (functions.isEmpty() || unwanted || Messages.isToolResult(lastMessage)) {
            return null;
        }
        return of(functions.getFirst());
    }

    private static List<Json> functions(Json body) {
        var tools = body.get("tools");
        if (tools != null && !tools.isArray()) {
            throw Fields.wrong("tools", tools, "an array");
        }
        var items = body.items("tools");
        for (int i = 0; i < items.size(); i++) {
            var path = "tools[" + i + "]";
            Fields.string(items.get(i), "type", path + ".type");
            var function = items.get(i).object("function");
            if (function != null) {
                Fields.string(function, "name", path + ".function.name");
            }
        }
        return items.stream()
                .map(tool -> tool.object("function"))
                .filter(function -> function != null)
                .toList();
    }

    private static Tool forced(List<Json> functions, Json wanted) {
        var name = Fields.string(wanted, "name", "tool_choice.function.name");
        return functions.stream()
                .filter(offered -> name.equals(offered.string("name")))
                .findFirst()
                .map(Tool::of)
                .orElseThrow(() -> Fields.wrong("tool_choice.function.name", name, "one of the tools"));
    }

    private static Tool of(Json function) {
        var schema = function.object("parameters");
        var name = function.string("name");
        return new Tool(name == null ? "" : name, schema == null ? NO_ARGUMENTS : ExampleValue.of(schema));
    }

    String id(int choice) {
        return "call_" + Hash.hex(name + arguments + choice);
    }
}
