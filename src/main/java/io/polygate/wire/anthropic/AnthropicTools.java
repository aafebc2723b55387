package io.polygate.wire.anthropic;

import io.polygate.model.Extras;
import io.polygate.model.RawJson;
import io.polygate.model.Tool;
import io.polygate.model.ToolChoice;
import io.polygate.model.ToolChoice.Mode;
import io.polygate.model.Tools;
import io.polygate.wire.Fields;
import io.polygate.wire.Warnings;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// `tools` and `tool_choice`. Tools of versions (`web_search_20250305`) are the vendor's own and kept as written.
final class AnthropicTools {

    private static final Set<String> FUNCTION =
            Set.of("type", "name", "description", "input_schema", "strict", "cache_control");
    private static final Set<String> CHOICE = Set.of("type", "name", "disable_parallel_tool_use");
    private static final String NO_ARGUMENTS = "{\"type\":\"object\",\"properties\":{}}";
    private static final String FREE_TEXT =
            "{\"type\":\"object\",\"properties\":{\"input\":{\"type\":\"string\"}},\"required\":[\"input\"]}";

    private AnthropicTools() {}

    static Tools decode(Fields request) {
        var tools = new ArrayList<Tool>();
        for (var tool : request.objects("tools")) {
            tools.add(tool(tool));
        }
        var choice = request.object("tool_choice");
        var sequential = choice == null ? null : choice.bool("disable_parallel_tool_use");
        return new Tools(tools, choice == null ? null : choice(choice), sequential == null ? null : !sequential);
    }

    private static Tool tool(Fields tool) {
        var type = tool.string("type");
        var run = type == null ? null : ClientTool.ofType(type);
        if (run != null) {
            return run.function(tool);
        }
        if (type != null && !type.equals("custom")) {
            return new Tool.Hosted(
                    AnthropicDialect.NAME, kind(type), new RawJson(tool.json().raw()));
        }
        return new Tool.Function(
                tool.requireString("name"),
                tool.string("description"),
                new RawJson(tool.requireObject("input_schema").json().raw()),
                tool.bool("strict"),
                CacheMarks.decode(tool.json()),
                tool.extras(AnthropicDialect.NAME, FUNCTION));
    }

    private static Tool.Kind kind(String type) {
        return type.startsWith("web_search")
                ? Tool.Kind.WEB_SEARCH
                : type.startsWith("web_fetch")
                        ? Tool.Kind.WEB_FETCH
                        : type.startsWith("code_execution") ? Tool.Kind.CODE_EXECUTION : Tool.Kind.OTHER;
    }

    private static ToolChoice choice(Fields choice) {
        var type = choice.requireString("type");
        return switch (type) {
            case "auto" -> ToolChoice.of(Mode.AUTO);
            case "any" -> ToolChoice.of(Mode.REQUIRED);
            case "none" -> ToolChoice.of(Mode.NONE);
            case "tool" -> ToolChoice.named(choice.requireString("name"));
            default -> throw choice.invalid("type", type + " (expected: auto, any, tool or none)");
        };
    }

    /// What of a choice has no place in the model.
    static Extras choiceExtras(Fields request) {
        var choice = request.object("tool_choice");
        return choice == null ? Extras.NONE : choice.extras(AnthropicDialect.NAME, CHOICE);
    }

    /// What tools are written with: the model, and whether a call may be forced.
    record Setting(Claude claude, boolean forced, List<String> called) {}

    static void encode(Tools tools, Setting setting, Warnings warnings, RequestExtras extras, JsonWriter json) {
        var list = sayable(tools, setting.claude(), warnings);
        if (list.isEmpty()) {
            if (setting.claude().claude()) {
                history(setting.called(), json);
            }
            return;
        }
        json.name("tools").array();
        list.forEach(tool -> encode(tool, setting.claude(), warnings, json));
        json.endArray();
        encode(tools, setting.forced(), warnings, extras, json);
    }

    /// To Claude a conversation with calls must declare tools, even where none may be called any more.
    private static void history(List<String> called, JsonWriter json) {
        if (called.isEmpty()) {
            return;
        }
        json.name("tools").array();
        for (var name : called) {
            json.object()
                    .field("name", name)
                    .rawField("input_schema", NO_ARGUMENTS)
                    .endObject();
        }
        json.endArray().name("tool_choice").object().field("type", "none").endObject();
    }

    /// The tools that can be said. A choice can't be restricted to some of them, so then only those are sent.
    private static List<Tool> sayable(Tools tools, Claude claude, Warnings warnings) {
        var only = restricted(tools.choice());
        var sayable = new ArrayList<Tool>();
        for (var tool : tools.list()) {
            var name = name(tool);
            if (name != null && !only.isEmpty() && !only.contains(name)) {
                continue;
            }
            if (tool instanceof Tool.Hosted hosted && !hosted(hosted, claude)) {
                warnings.unsupported("tools." + hosted.kind().name().toLowerCase(Locale.ROOT));
                continue;
            }
            sayable.add(tool);
        }
        return sayable;
    }

    /// The names that a choice is among, where it is neither one tool nor any.
    private static List<String> restricted(@Nullable ToolChoice choice) {
        var one = choice != null
                && choice.mode() == Mode.REQUIRED
                && choice.names().size() == 1;
        return choice == null || one ? List.of() : choice.names();
    }

    private static @Nullable String name(Tool tool) {
        return switch (tool) {
            case Tool.Function function -> function.name();
            case Tool.Custom custom -> custom.name();
            case Tool.Hosted _ -> null;
        };
    }

    private static boolean hosted(Tool.Hosted tool, Claude claude) {
        return tool.dialect().equals(AnthropicDialect.NAME) || (claude.claude() && alike(tool.kind()) != null);
    }

    /// Anthropic's own tool that does what another vendor's does.
    private static @Nullable String alike(Tool.Kind kind) {
        return switch (kind) {
            case WEB_SEARCH -> "{\"type\":\"web_search_20250305\",\"name\":\"web_search\"}";
            case CODE_EXECUTION -> "{\"type\":\"code_execution_20250825\",\"name\":\"code_execution\"}";
            case WEB_FETCH -> "{\"type\":\"web_fetch_20250910\",\"name\":\"web_fetch\"}";
            case FILE_SEARCH, OTHER -> null;
        };
    }

    private static void encode(Tool tool, Claude claude, Warnings warnings, JsonWriter json) {
        switch (tool) {
            case Tool.Hosted hosted -> hosted(hosted, warnings, json);
            case Tool.Custom custom -> {
                warnings.add("tools.custom", "free text is sent as the argument input");
                json.object().field("name", custom.name()).field("description", custom.description());
                json.rawField("input_schema", FREE_TEXT).endObject();
            }
            case Tool.Function function
            when ClientTool.declared(function) != null -> json.raw(String.valueOf(ClientTool.declared(function)));
            case Tool.Function function -> {
                json.object().field("name", function.name()).field("description", function.description());
                boolean strict = Boolean.TRUE.equals(function.strict());
                var schema = schema(function.schema());
                json.rawField("input_schema", strict && claude.structured() ? ClaudeSchemas.closed(schema) : schema);
                if (strict && claude.structured()) {
                    json.field("strict", true);
                } else if (strict) {
                    warnings.unsupported("tools.strict");
                }
                warnings.extras(function.extras(), AnthropicDialect.NAME);
                function.extras().of(AnthropicDialect.NAME).forEach((name, value) -> json.rawField(name, value.text()));
                CacheMarks.encode(function.cache(), json);
                json.endObject();
            }
        }
    }

    private static void hosted(Tool.Hosted tool, Warnings warnings, JsonWriter json) {
        if (tool.dialect().equals(AnthropicDialect.NAME)) {
            json.raw(tool.json().text());
            return;
        }
        warnings.add("tools." + tool.kind().name().toLowerCase(Locale.ROOT), "sent as the like of anthropic's own");
        var alike = alike(tool.kind());
        json.raw(alike == null ? "{}" : alike);
    }

    /// A schema that says `"type": "object"`, which Anthropic demands.
    private static String schema(@Nullable RawJson schema) {
        if (schema == null) {
            return NO_ARGUMENTS;
        }
        var json = Json.parse(schema.text());
        if (!json.isObject() || json.members().isEmpty()) {
            return NO_ARGUMENTS;
        }
        if ("object".equals(json.string("type"))) {
            return schema.text();
        }
        var typed = new JsonWriter(schema.text().length() + 32).object().field("type", "object");
        for (var member : json.members()) {
            if (!member.name().equals("type")) {
                typed.name(member.name()).raw(member.value());
            }
        }
        return typed.endObject().toString();
    }

    private static void encode(Tools tools, boolean forced, Warnings warnings, RequestExtras extras, JsonWriter json) {
        var choice = tools.choice() == null ? null : allowed(tools.choice(), forced, warnings);
        if (choice == null && tools.parallel() == null) {
            return;
        }
        json.name("tool_choice").object();
        var mode = choice == null ? Mode.AUTO : choice.mode();
        var name = choice != null && mode == Mode.REQUIRED && choice.names().size() == 1
                ? choice.names().getFirst()
                : null;
        json.field(
                "type",
                switch (mode) {
                    case AUTO -> "auto";
                    case NONE -> "none";
                    case REQUIRED -> name == null ? "any" : "tool";
                });
        json.field("name", name);
        if (mode != Mode.NONE && tools.parallel() != null) {
            json.field("disable_parallel_tool_use", !tools.parallel());
        }
        extras.write("tool_choice", Set.of(), json);
        json.endObject();
    }

    private static ToolChoice allowed(ToolChoice choice, boolean forced, Warnings warnings) {
        if (choice.mode() != Mode.REQUIRED || forced) {
            return choice;
        }
        warnings.add("tool_choice", "auto in its place, the model takes no forced call here");
        return ToolChoice.of(Mode.AUTO);
    }
}
