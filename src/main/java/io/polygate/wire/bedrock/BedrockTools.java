package io.polygate.wire.bedrock;

import io.polygate.model.CacheControl;
import io.polygate.model.RawJson;
import io.polygate.model.Tool;
import io.polygate.model.ToolChoice;
import io.polygate.model.ToolChoice.Mode;
import io.polygate.model.Tools;
import io.polygate.wire.Warnings;
import io.polygate.wire.json.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// `toolConfig`. There is no way to forbid calls but to leave the tools away, which a conversation with calls must not.
final class BedrockTools {

    private static final String NO_ARGUMENTS = "{\"type\":\"object\",\"properties\":{}}";
    private static final String FREE_TEXT =
            "{\"type\":\"object\",\"properties\":{\"input\":{\"type\":\"string\"}},\"required\":[\"input\"]}";

    private final BedrockModel model;
    private final BedrockBlocks blocks;
    private final Warnings warnings;
    private final JsonWriter json;

    BedrockTools(BedrockModel model, BedrockBlocks blocks, Warnings warnings, JsonWriter json) {
        this.model = model;
        this.blocks = blocks;
        this.warnings = warnings;
        this.json = json;
    }

    /// @param called the tools that the conversation has called
    /// @param forced whether a call may be forced beside what else is asked
    void write(Tools tools, List<String> called, boolean forced) {
        var choice = tools.choice();
        boolean none = choice != null && choice.mode() == Mode.NONE;
        var list = none && called.isEmpty() ? List.<Tool>of() : sayable(tools);
        if (none && !called.isEmpty()) {
            warnings.add("tool_choice", "the model may call tools, the conversation holds calls");
        }
        if (list.isEmpty() && called.isEmpty()) {
            return;
        }
        json.name("toolConfig").object().name("tools").array();
        list.forEach(this::tool);
        if (list.isEmpty()) {
            called.forEach(name -> spec(name, null, null, null, null));
        }
        json.endArray();
        if (choice != null && !none && !list.isEmpty()) {
            choice(choice, forced && model.forcedTools());
        }
        json.endObject();
        if (Boolean.FALSE.equals(tools.parallel())) {
            warnings.unsupported("parallel_tool_calls");
        }
    }

    /// A choice cannot be restricted to some tools, so then only those are sent.
    private List<Tool> sayable(Tools tools) {
        var only = restricted(tools.choice());
        var sayable = new ArrayList<Tool>();
        for (var tool : tools.list()) {
            switch (tool) {
                case Tool.Function function
                when only.isEmpty() || only.contains(function.name()) -> sayable.add(function);
                case Tool.Custom custom when only.isEmpty() || only.contains(custom.name()) -> sayable.add(custom);
                case Tool.Hosted hosted -> {
                    if (model.systemTool(hosted.kind()) == null) {
                        warnings.unsupported("tools." + hosted.kind().name().toLowerCase(Locale.ROOT));
                    } else {
                        sayable.add(hosted);
                    }
                }
                default -> {}
            }
        }
        return sayable;
    }

    private static List<String> restricted(@Nullable ToolChoice choice) {
        boolean one = choice != null
                && choice.mode() == Mode.REQUIRED
                && choice.names().size() == 1;
        return choice == null || one ? List.of() : choice.names();
    }

    private void tool(Tool tool) {
        switch (tool) {
            case Tool.Function function -> {
                warnings.extras(function.extras(), BedrockDialect.NAME);
                spec(function.name(), function.description(), function.schema(), function.strict(), function.cache());
            }
            case Tool.Custom custom -> spec(custom.name(), custom.description(), new RawJson(FREE_TEXT), null, null);
            case Tool.Hosted hosted ->
                json.object()
                        .name("systemTool")
                        .object()
                        .field("name", model.systemTool(hosted.kind()))
                        .endObject()
                        .endObject();
        }
    }

    private void spec(
            String name,
            @Nullable String description,
            @Nullable RawJson schema,
            @Nullable Boolean strict,
            @Nullable CacheControl cache) {
        json.object().name("toolSpec").object().field("name", name);
        json.field("description", description == null || description.isBlank() ? null : description);
        json.name("inputSchema").object();
        json.rawField("json", schema == null ? NO_ARGUMENTS : schema.text()).endObject();
        if (Boolean.TRUE.equals(strict) && model.claude()) {
            json.field("strict", true);
        }
        json.endObject().endObject();
        blocks.cache(cache);
    }

    private void choice(ToolChoice choice, boolean forced) {
        if (choice.mode() == Mode.REQUIRED && !forced) {
            warnings.unsupported("tool_choice");
            return;
        }
        json.name("toolChoice").object();
        boolean named = choice.mode() == Mode.REQUIRED && choice.names().size() == 1;
        if (named && (model.claude() || model.nova())) {
            json.name("tool").object().field("name", choice.names().getFirst()).endObject();
        } else {
            json.name(choice.mode() == Mode.REQUIRED ? "any" : "auto").object().endObject();
        }
        json.endObject();
    }
}
