package io.polygate.wire.openai;

import io.polygate.model.CacheControl;
import io.polygate.model.Extras;
import io.polygate.model.RawJson;
import io.polygate.model.Tool;
import io.polygate.model.ToolChoice;
import io.polygate.model.ToolChoice.Mode;
import io.polygate.model.Tools;
import io.polygate.wire.Fields;
import io.polygate.wire.Quirks;
import io.polygate.wire.Warnings;
import io.polygate.wire.json.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// `tools`, `tool_choice` and `parallel_tool_calls`, and the `functions` of before.
final class ChatTools {

    private static final Set<String> TOOL = Set.of("type", "function", "cache_control");
    private static final Set<String> CUSTOM = Set.of("type", "custom");

    private ChatTools() {}

    static Tools decode(Fields request) {
        var tools = new ArrayList<Tool>();
        for (var tool : request.objects("tools")) {
            tools.add(tool(tool));
        }
        for (var function : request.objects("functions")) {
            tools.add(function(function, Extras.NONE, null));
        }
        return new Tools(tools, choice(request), request.bool("parallel_tool_calls"));
    }

    private static Tool tool(Fields tool) {
        var type = tool.string("type");
        if (type == null ? tool.get("function") != null : type.equals("function")) {
            var extras = tool.extras(ChatDialect.NAME, TOOL);
            return function(tool.requireObject("function"), extras, ChatParts.cache(tool));
        }
        if ("custom".equals(type)) {
            var custom = tool.requireObject("custom");
            return new Tool.Custom(
                    custom.requireString("name"),
                    custom.string("description"),
                    custom.raw("format"),
                    tool.extras(ChatDialect.NAME, CUSTOM));
        }
        return new Tool.Hosted(
                ChatDialect.NAME, kind(type), new RawJson(tool.json().raw()));
    }

    private static Tool.Kind kind(@Nullable String type) {
        var name = type == null ? "" : type;
        return name.startsWith("web_search") || name.equals("browser_search")
                ? Tool.Kind.WEB_SEARCH
                : name.startsWith("code_")
                        ? Tool.Kind.CODE_EXECUTION
                        : name.equals("file_search") ? Tool.Kind.FILE_SEARCH : Tool.Kind.OTHER;
    }

    private static Tool function(Fields function, Extras extras, @Nullable CacheControl cache) {
        return new Tool.Function(
                function.requireString("name"),
                function.string("description"),
                function.raw("parameters"),
                function.bool("strict"),
                cache,
                extras);
    }

    private static @Nullable ToolChoice choice(Fields request) {
        var field = request.get("tool_choice") == null ? "function_call" : "tool_choice";
        var value = request.get(field);
        if (value == null) {
            return null;
        }
        var word = value.asString();
        if (word != null) {
            return switch (word) {
                case "auto" -> ToolChoice.of(Mode.AUTO);
                case "none" -> ToolChoice.of(Mode.NONE);
                case "required", "any" -> ToolChoice.of(Mode.REQUIRED);
                default -> throw request.invalid(field, word + " (expected: auto, none, required or an object)");
            };
        }
        return chosen(Fields.object(value, request.at(field)));
    }

    private static ToolChoice chosen(Fields choice) {
        var type = choice.string("type");
        return switch (type == null ? "" : type) {
            case "function" -> ToolChoice.named(choice.requireObject("function").requireString("name"));
            case "custom" -> ToolChoice.named(choice.requireObject("custom").requireString("name"));
            case "allowed_tools" -> allowed(choice.requireObject("allowed_tools"));
            case "" -> {
                var function = choice.object("function");
                yield ToolChoice.named((function == null ? choice : function).requireString("name"));
            }
            default -> ToolChoice.of(Mode.REQUIRED);
        };
    }

    private static ToolChoice allowed(Fields allowed) {
        var names = new ArrayList<String>();
        for (var tool : allowed.objects("tools")) {
            var inner = tool.object("function");
            inner = inner == null ? tool.object("custom") : inner;
            names.add((inner == null ? tool : inner).requireString("name"));
        }
        return new ToolChoice("required".equals(allowed.string("mode")) ? Mode.REQUIRED : Mode.AUTO, names);
    }

    static void encode(Tools tools, Quirks quirks, Warnings warnings, JsonWriter json) {
        var list = sayable(tools, quirks, warnings);
        if (list.isEmpty()) {
            return;
        }
        json.name("tools").array();
        list.forEach(tool -> encode(tool, quirks, warnings, json));
        json.endArray();
        if (tools.choice() != null) {
            encode(tools.choice(), list, quirks, warnings, json);
        }
        if (tools.parallel() != null && quirks.takes("parallel_tool_calls")) {
            json.field(quirks.rename("parallel_tool_calls"), tools.parallel());
        } else if (tools.parallel() != null) {
            warnings.unsupported("parallel_tool_calls");
        }
    }

    /// The tools that can be said. Where the vendor can't restrict a choice to some of them, only those are sent.
    private static List<Tool> sayable(Tools tools, Quirks quirks, Warnings warnings) {
        var sayable = new ArrayList<Tool>();
        for (var tool : tools.list()) {
            switch (tool) {
                case Tool.Function function -> {
                    if (allowed(tools.choice(), function.name(), quirks)) {
                        sayable.add(function);
                    }
                }
                case Tool.Custom custom -> {
                    if (allowed(tools.choice(), custom.name(), quirks)) {
                        sayable.add(custom);
                    }
                }
                case Tool.Hosted hosted -> {
                    if (hosted.dialect().equals(ChatDialect.NAME)) {
                        sayable.add(hosted);
                    } else if (quirks.accepts().contains(own(hosted.kind()))) {
                        var json = "{\"type\":" + JsonWriter.quote(own(hosted.kind())) + "}";
                        sayable.add(new Tool.Hosted(ChatDialect.NAME, hosted.kind(), new RawJson(json)));
                    } else {
                        warnings.unsupported("tools." + hosted.kind().name().toLowerCase(Locale.ROOT));
                    }
                }
            }
        }
        return sayable;
    }

    /// What a vendor who says so calls its own tool of a kind.
    private static String own(Tool.Kind kind) {
        return kind == Tool.Kind.CODE_EXECUTION
                ? "code_interpreter"
                : kind.name().toLowerCase(Locale.ROOT);
    }

    private static boolean allowed(@Nullable ToolChoice choice, String name, Quirks quirks) {
        return choice == null
                || !restricts(choice)
                || quirks.accepts().contains("allowed_tools")
                || choice.names().contains(name);
    }

    /// Whether the choice is among some tools, not one or all.
    private static boolean restricts(ToolChoice choice) {
        return choice.names().size() > 1
                || (choice.mode() == Mode.AUTO && !choice.names().isEmpty());
    }

    private static void encode(Tool tool, Quirks quirks, Warnings warnings, JsonWriter json) {
        switch (tool) {
            case Tool.Hosted hosted -> json.raw(hosted.json().text());
            case Tool.Custom custom -> {
                json.object().field("type", "custom").name("custom").object();
                json.field("name", custom.name()).field("description", custom.description());
                json.rawField(
                        "format",
                        custom.format() == null ? null : custom.format().text());
                json.endObject();
                ChatParts.extras(custom.extras(), warnings, json);
                json.endObject();
            }
            case Tool.Function function -> {
                json.object().field("type", "function").name("function").object();
                json.field("name", function.name()).field("description", function.description());
                json.rawField(
                        "parameters",
                        function.schema() == null ? null : function.schema().text());
                if (quirks.takes("strict")) {
                    json.field("strict", function.strict());
                }
                json.endObject();
                ChatParts.extras(function.extras(), warnings, json);
                ChatParts.cache(function.cache(), quirks, warnings, json);
                json.endObject();
            }
        }
    }

    private static void encode(ToolChoice choice, List<Tool> tools, Quirks quirks, Warnings warnings, JsonWriter json) {
        if (choice.mode() == Mode.REQUIRED
                && choice.names().size() == 1
                && quirks.value("tool_choice", "named") != null) {
            named(choice.names().getFirst(), tools, json.name("tool_choice"));
            return;
        }
        var word = quirks.value("tool_choice", choice.mode().name().toLowerCase(Locale.ROOT));
        if (restricts(choice) && quirks.accepts().contains("allowed_tools")) {
            json.name("tool_choice")
                    .object()
                    .field("type", "allowed_tools")
                    .name("allowed_tools")
                    .object();
            json.field("mode", choice.mode().name().toLowerCase(Locale.ROOT))
                    .name("tools")
                    .array();
            choice.names().forEach(name -> named(name, tools, json));
            json.endArray().endObject().endObject();
        } else if (word != null) {
            json.field("tool_choice", word);
        } else {
            warnings.unsupported("tool_choice");
        }
    }

    private static void named(String name, List<Tool> tools, JsonWriter json) {
        var custom = tools.stream()
                .anyMatch(t -> t instanceof Tool.Custom c && c.name().equals(name));
        var type = custom ? "custom" : "function";
        json.object().field("type", type).name(type).object().field("name", name);
        json.endObject().endObject();
    }
}
