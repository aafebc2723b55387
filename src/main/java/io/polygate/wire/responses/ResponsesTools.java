package io.polygate.wire.responses;

import io.polygate.model.Extras;
import io.polygate.model.RawJson;
import io.polygate.model.Tool;
import io.polygate.model.ToolChoice;
import io.polygate.model.ToolChoice.Mode;
import io.polygate.model.Tools;
import io.polygate.wire.Fields;
import io.polygate.wire.Target;
import io.polygate.wire.Warnings;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// `tools` (flat: name and parameters beside the type), `tool_choice` and `parallel_tool_calls`.
///
/// A namespace's functions become functions like all others, so that every backend can call them.
final class ResponsesTools {

    private static final Set<String> FUNCTION = Set.of("type", "name", "description", "parameters", "strict");
    private static final Set<String> CUSTOM = Set.of("type", "name", "description", "format");

    private ResponsesTools() {}

    /// A choice that only this dialect can make is null here and stays with the request's extras.
    static Tools decode(Fields request) {
        var tools = new ArrayList<Tool>();
        var declared = request.objects("tools");
        var names = names(declared);
        for (var tool : declared) {
            if (flattens(tool)) {
                namespace(tool, names, tools);
            } else {
                tools.add(tool(tool, names));
            }
        }
        return new Tools(tools, choice(request), request.bool("parallel_tool_calls"));
    }

    private static Tool tool(Fields tool, Map<String, Long> names) {
        var type = tool.string("type");
        return switch (type == null ? "function" : type) {
            case "function" -> function(tool, Map.of(), tool.requireString("name"));
            case "custom" ->
                new Tool.Custom(
                        tool.requireString("name"),
                        tool.string("description"),
                        tool.raw("format"),
                        tool.extras(ResponsesDialect.NAME, CUSTOM));
            default -> {
                var run = ClientTool.declared(tool);
                yield run == null || names.containsKey(run.type())
                        ? new Tool.Hosted(ResponsesDialect.NAME, kind(String.valueOf(type)), raw(tool))
                        : run.function(tool);
            }
        };
    }

    private static RawJson raw(Fields tool) {
        return new RawJson(tool.json().raw());
    }

    private static Tool.Function function(Fields tool, Map<String, RawJson> namespace, String name) {
        var extras = new LinkedHashMap<>(namespace);
        extras.putAll(tool.extras(ResponsesDialect.NAME, FUNCTION).fields());
        return new Tool.Function(
                name,
                tool.string("description"),
                tool.raw("parameters"),
                tool.bool("strict"),
                null,
                Extras.of(ResponsesDialect.NAME, extras));
    }

    private static Tool.Kind kind(String type) {
        if (type.startsWith("web_search")) {
            return Tool.Kind.WEB_SEARCH;
        }
        return switch (type) {
            case "code_interpreter" -> Tool.Kind.CODE_EXECUTION;
            case "file_search" -> Tool.Kind.FILE_SEARCH;
            case "web_extractor" -> Tool.Kind.WEB_FETCH;
            default -> Tool.Kind.OTHER;
        };
    }

    private static boolean flattens(Fields tool) {
        return "namespace".equals(tool.string("type"))
                && tool.string("name") != null
                && tool.objects("tools").stream().allMatch(ResponsesTools::isFunction)
                && !tool.objects("tools").isEmpty();
    }

    private static boolean isFunction(Fields tool) {
        return "function".equals(tool.string("type"));
    }

    /// How often each function's name is used.
    private static Map<String, Long> names(List<Fields> tools) {
        return tools.stream()
                .flatMap(t -> flattens(t) ? t.objects("tools").stream() : Stream.of(t))
                .map(t -> String.valueOf(t.json().string("name")))
                .collect(Collectors.groupingBy(n -> n, Collectors.counting()));
    }

    private static void namespace(Fields namespace, Map<String, Long> names, List<Tool> tools) {
        var head = new JsonWriter().object();
        for (var member : namespace.json().members()) {
            if (!member.name().equals("type") && !member.name().equals("tools")) {
                head.name(member.name()).raw(member.value());
            }
        }
        var raw = new RawJson(head.endObject().toString());
        for (var tool : namespace.objects("tools")) {
            var own = tool.requireString("name");
            var fields = new LinkedHashMap<String, RawJson>();
            fields.put(ToolNames.NAMESPACE, raw);
            var unique = names.getOrDefault(own, 0L) == 1;
            if (!unique) {
                fields.put(ToolNames.OWN_NAME, new RawJson(JsonWriter.quote(own)));
            }
            var name = unique ? own : ToolNames.qualified(namespace.requireString("name"), own);
            tools.add(function(tool, fields, name));
        }
    }

    private static @Nullable ToolChoice choice(Fields request) {
        var choice = request.get("tool_choice");
        var word = choice == null ? null : choice.asString();
        if (word != null) {
            return switch (word) {
                case "auto" -> ToolChoice.of(Mode.AUTO);
                case "none" -> ToolChoice.of(Mode.NONE);
                case "required", "any" -> ToolChoice.of(Mode.REQUIRED);
                default ->
                    throw request.invalid("tool_choice", word + " (expected: auto, none, required or an object)");
            };
        }
        if (choice == null || !sayable(choice)) {
            return null;
        }
        var names = names(choice);
        if (!"allowed_tools".equals(choice.string("type"))) {
            return ToolChoice.named(names.getFirst());
        }
        return new ToolChoice("required".equals(choice.string("mode")) ? Mode.REQUIRED : Mode.AUTO, names);
    }

    /// Whether the choice is absent or can be told in the model's words.
    static boolean sayable(@Nullable Json choice) {
        if (choice == null || choice.isString()) {
            return true;
        }
        if ("allowed_tools".equals(choice.string("type"))) {
            var tools = choice.items("tools");
            return !tools.isEmpty() && tools.stream().allMatch(ResponsesTools::named);
        }
        return named(choice);
    }

    private static boolean named(Json choice) {
        var type = String.valueOf(choice.string("type"));
        var byName = (type.equals("function") || type.equals("custom")) && choice.string("name") != null;
        return byName || ClientTool.ofType(type) != null;
    }

    private static List<String> names(Json choice) {
        return "allowed_tools".equals(choice.string("type"))
                ? choice.items("tools").stream().map(ResponsesTools::name).toList()
                : List.of(name(choice));
    }

    private static String name(Json named) {
        var name = named.string("name");
        return String.valueOf(name == null ? named.string("type") : name);
    }

    /// Writes the three fields; nothing where the request says nothing.
    static void encode(Tools tools, Target target, Warnings warnings, JsonWriter json) {
        var sayable =
                tools.list().stream().filter(t -> sayable(t, target, warnings)).toList();
        if (!sayable.isEmpty()) {
            json.name("tools").array();
            list(sayable, warnings, json);
            json.endArray();
        }
        var choice = tools.choice();
        if (choice != null && !(sayable.isEmpty() && choice.mode() != Mode.NONE)) {
            json.name("tool_choice");
            choice(choice, tools.list(), json);
        }
        if (!sayable.isEmpty()) {
            json.field("parallel_tool_calls", tools.parallel());
        }
    }

    private static boolean sayable(Tool tool, Target target, Warnings warnings) {
        var sayable =
                switch (tool) {
                    case Tool.Function _ -> true;
                    case Tool.Custom _ -> target.quirks().takes("custom_tools");
                    case Tool.Hosted hosted ->
                        hosted.dialect().equals(ResponsesDialect.NAME) || translated(hosted.kind()) != null;
                };
        if (!sayable) {
            warnings.unsupported("tools." + (tool instanceof Tool.Custom c ? c.name() : hostedName(tool)));
        }
        return sayable;
    }

    private static String hostedName(Tool tool) {
        return tool instanceof Tool.Hosted hosted ? hosted.kind().name().toLowerCase(Locale.ROOT) : "tool";
    }

    /// The tool of ours that does what another vendor's does.
    private static @Nullable String translated(Tool.Kind kind) {
        return switch (kind) {
            case WEB_SEARCH -> "{\"type\":\"web_search\"}";
            case CODE_EXECUTION -> "{\"type\":\"code_interpreter\",\"container\":{\"type\":\"auto\"}}";
            case WEB_FETCH, FILE_SEARCH, OTHER -> null;
        };
    }

    /// The tools as the items of an array; functions of one namespace that follow each other are one namespace again.
    static void list(List<Tool> tools, Warnings warnings, JsonWriter json) {
        @Nullable RawJson open = null;
        for (var tool : tools) {
            var namespace = tool instanceof Tool.Function f
                    ? f.extras().of(ResponsesDialect.NAME).get(ToolNames.NAMESPACE)
                    : null;
            if (open != null && !open.equals(namespace)) {
                json.endArray().endObject();
            }
            if (namespace != null && !namespace.equals(open)) {
                json.object().field("type", "namespace");
                Json.parse(namespace.text()).members().forEach(m -> json.name(m.name())
                        .raw(m.value()));
                json.name("tools").array();
            }
            open = namespace;
            tool(tool, warnings, json);
        }
        if (open != null) {
            json.endArray().endObject();
        }
    }

    private static void tool(Tool tool, Warnings warnings, JsonWriter json) {
        switch (tool) {
            case Tool.Hosted hosted -> {
                var own = hosted.dialect().equals(ResponsesDialect.NAME) ? null : translated(hosted.kind());
                json.raw(own == null ? hosted.json().text() : own);
            }
            case Tool.Custom custom -> {
                json.object().field("type", "custom").field("name", custom.name());
                json.field("description", custom.description());
                json.rawField(
                        "format",
                        custom.format() == null ? null : custom.format().text());
                extras(custom.extras(), warnings, json);
                json.endObject();
            }
            case Tool.Function function when ClientTool.of(function) != null -> json.raw(declared(function));
            case Tool.Function function -> {
                json.object().field("type", "function").field("name", ToolNames.ownName(function));
                json.field("description", function.description());
                var schema = function.schema();
                json.rawField("parameters", schema == null ? "{\"type\":\"object\",\"properties\":{}}" : schema.text());
                // Absent means strict here, where it means the contrary elsewhere.
                json.field("strict", Boolean.TRUE.equals(function.strict()));
                extras(function.extras(), warnings, json);
                json.endObject();
            }
        }
    }

    private static String declared(Tool.Function function) {
        var raw = function.extras().of(ResponsesDialect.NAME).get(ClientTool.DECLARED);
        return raw == null ? "{}" : raw.text();
    }

    private static void extras(Extras extras, Warnings warnings, JsonWriter json) {
        warnings.extras(extras, ResponsesDialect.NAME);
        extras.of(ResponsesDialect.NAME).forEach((name, value) -> {
            if (!name.equals(ToolNames.NAMESPACE) && !name.equals(ToolNames.OWN_NAME)) {
                json.rawField(name, value.text());
            }
        });
    }

    static void choice(ToolChoice choice, List<Tool> tools, JsonWriter json) {
        var mode = choice.mode().name().toLowerCase(Locale.ROOT);
        if (choice.names().isEmpty() || choice.mode() == Mode.NONE) {
            json.value(mode);
        } else if (choice.names().size() == 1 && choice.mode() == Mode.REQUIRED) {
            named(choice.names().getFirst(), tools, json);
        } else {
            json.object()
                    .field("type", "allowed_tools")
                    .field("mode", mode)
                    .name("tools")
                    .array();
            choice.names().forEach(name -> named(name, tools, json));
            json.endArray().endObject();
        }
    }

    private static void named(String name, List<Tool> tools, JsonWriter json) {
        var custom = tools.stream()
                .anyMatch(t -> t instanceof Tool.Custom c && c.name().equals(name));
        for (var tool : tools) {
            if (tool instanceof Tool.Function f && f.name().equals(name) && ClientTool.of(f) != null) {
                json.object().field("type", name).endObject();
                return;
            }
        }
        json.object()
                .field("type", custom ? "custom" : "function")
                .field("name", name)
                .endObject();
    }
}
