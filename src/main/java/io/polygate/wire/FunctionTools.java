package io.polygate.wire;

import io.polygate.model.Extras;
import io.polygate.model.RawJson;
import io.polygate.model.Tool;
import io.polygate.model.ToolChoice;
import io.polygate.model.ToolChoice.Mode;
import io.polygate.model.Tools;
import io.polygate.wire.json.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Tools as functions: `{type: function, function: {name, description, parameters}}`, which most vendors share.
public final class FunctionTools {

    private static final RawJson FREE_TEXT = new RawJson(
            "{\"type\":\"object\",\"properties\":{\"input\":{\"type\":\"string\"}},\"required\":[\"input\"]}");

    private FunctionTools() {}

    /// The functions that a vendor gets who can't name tools in its choice: where the caller's choice is among some,
    /// only those. Vendors' own tools are warned of.
    public static List<Tool.Function> of(Tools tools, Warnings warnings) {
        var functions = new ArrayList<Tool.Function>();
        for (var tool : tools.list()) {
            switch (tool) {
                case Tool.Function function -> add(function, tools.choice(), functions);
                case Tool.Custom custom -> {
                    warnings.add("tools.custom", "free text is sent as the argument input");
                    var function =
                            new Tool.Function(custom.name(), custom.description(), FREE_TEXT, null, null, Extras.NONE);
                    add(function, tools.choice(), functions);
                }
                case Tool.Hosted hosted ->
                    warnings.unsupported("tools." + hosted.kind().name().toLowerCase(Locale.ROOT));
            }
        }
        return functions;
    }

    private static void add(Tool.Function function, @Nullable ToolChoice choice, List<Tool.Function> functions) {
        if (choice == null || choice.names().isEmpty() || choice.names().contains(function.name())) {
            functions.add(function);
        }
    }

    /// Writes the array; without a schema a function takes nothing.
    public static void write(List<Tool.Function> functions, JsonWriter json) {
        json.array();
        for (var function : functions) {
            json.object().field("type", "function").name("function").object();
            json.field("name", function.name()).field("description", function.description());
            json.rawField(
                    "parameters",
                    function.schema() == null
                            ? "{\"type\":\"object\",\"properties\":{}}"
                            : function.schema().text());
            json.endObject().endObject();
        }
        json.endArray();
    }

    /// What the caller chose, or null where it left that to the model.
    public static @Nullable Mode mode(Tools tools) {
        var choice = tools.choice();
        return choice == null || choice.mode() == Mode.AUTO ? null : choice.mode();
    }
}
