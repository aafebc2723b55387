package io.polygate.wire.responses;

import io.polygate.model.Tool;
import io.polygate.wire.json.Json;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The names of tools in namespaces. A function in one has a name of its own among all tools; where it isn't unique it
/// becomes `<namespace>__<name>`. What was changed is told by the function's extras.
final class ToolNames {

    /// Extras of a function: its namespace (an object without its tools), and its own name where that was changed.
    static final String NAMESPACE = "namespace";

    static final String OWN_NAME = "namespace.name";

    /// A function as a Responses caller knows it.
    record Own(String namespace, String name) {}

    /// No tools at all: every name is its own.
    static final ToolNames NONE = new ToolNames();

    private final Map<String, Own> byName = new HashMap<>();
    private final Map<Own, String> byOwn = new HashMap<>();
    private final Map<String, ClientTool> clientTools = new HashMap<>();

    private ToolNames() {}

    static ToolNames of(Iterable<Tool> tools) {
        var names = new ToolNames();
        for (var tool : tools) {
            if (tool instanceof Tool.Function function) {
                names.add(function);
            }
        }
        return names;
    }

    private void add(Tool.Function function) {
        var clientTool = ClientTool.of(function);
        if (clientTool != null) {
            clientTools.put(function.name(), clientTool);
        }
        var namespace = namespace(function);
        if (namespace != null) {
            var own = new Own(namespace, ownName(function));
            byName.put(function.name(), own);
            byOwn.put(own, function.name());
        }
    }

    static @Nullable String namespace(Tool.Function function) {
        var raw = function.extras().of(ResponsesDialect.NAME).get(NAMESPACE);
        return raw == null ? null : Json.parse(raw.text()).string("name");
    }

    static String ownName(Tool.Function function) {
        var own = ItemExtras.string(function.extras(), OWN_NAME);
        return own == null ? function.name() : own;
    }

    static String qualified(String namespace, String name) {
        return namespace + "__" + name;
    }

    /// The tool of this API's that a function of that name stands for, or null.
    @Nullable
    ClientTool clientTool(String name) {
        return clientTools.get(name);
    }

    /// The function of that name in a namespace, or null where it is in none.
    @Nullable
    Own own(String name) {
        return byName.get(name);
    }

    /// The name among all tools of a function in a namespace.
    String name(@Nullable String namespace, String own) {
        return namespace == null ? own : byOwn.getOrDefault(new Own(namespace, own), own);
    }
}
