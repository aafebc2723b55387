package io.polygate.wire.gemini;

import io.polygate.model.Extras;
import io.polygate.model.RawJson;
import io.polygate.model.Tool;
import io.polygate.model.ToolChoice;
import io.polygate.model.ToolChoice.Mode;
import io.polygate.model.Tools;
import io.polygate.wire.JsonSchemas;
import io.polygate.wire.Warnings;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// `tools` and `toolConfig`. Functions stand in one list; each tool that Google runs is an object of its own.
final class GeminiTools {

    private static final String MODE = "toolConfig.functionCallingConfig.mode";
    private static final String CALLING = "toolConfig.functionCallingConfig.";
    private static final String CONFIG = "toolConfig.";
    private static final Set<String> FUNCTION = Set.of("name", "description", "parameters", "parametersJsonSchema");
    private static final String FREE_TEXT =
            "{\"type\":\"OBJECT\",\"properties\":{\"input\":{\"type\":\"STRING\"}},\"required\":[\"input\"]}";

    private GeminiTools() {}

    static Tools decode(ProtoFields request, Map<String, RawJson> extras) {
        var tools = new ArrayList<Tool>();
        for (var tool : request.objects("tools")) {
            for (var member : tool.json().members()) {
                if (ProtoFields.camel(member.name()).equals("functionDeclarations")) {
                    tool.objects("functionDeclarations").forEach(function -> tools.add(function(function)));
                } else {
                    tools.add(hosted(member));
                }
            }
        }
        var config = request.object("toolConfig");
        return new Tools(tools, config == null ? null : choice(config, extras), null);
    }

    private static Tool function(ProtoFields function) {
        var schema = function.get("parameters");
        return new Tool.Function(
                function.requireString("name"),
                function.string("description"),
                schema == null ? function.raw("parametersJsonSchema") : JsonSchemas.fromGemini(schema),
                null,
                null,
                function.extras(FUNCTION));
    }

    private static Tool hosted(Json.Member member) {
        var kind =
                switch (ProtoFields.camel(member.name())) {
                    case "googleSearch", "googleSearchRetrieval", "enterpriseWebSearch" -> Tool.Kind.WEB_SEARCH;
                    case "urlContext" -> Tool.Kind.WEB_FETCH;
                    case "codeExecution" -> Tool.Kind.CODE_EXECUTION;
                    case "fileSearch" -> Tool.Kind.FILE_SEARCH;
                    default -> Tool.Kind.OTHER;
                };
        var json = new JsonWriter()
                .object()
                .rawField(member.name(), member.value().raw())
                .endObject();
        return new Tool.Hosted(GeminiDialect.NAME, kind, new RawJson(json.toString()));
    }

    private static @Nullable ToolChoice choice(ProtoFields config, Map<String, RawJson> extras) {
        config.extras(CONFIG, Set.of("functionCallingConfig"), extras);
        var calling = config.object("functionCallingConfig");
        if (calling == null) {
            return null;
        }
        calling.extras(CALLING, Set.of("mode", "allowedFunctionNames"), extras);
        var names = calling.strings("allowedFunctionNames");
        var mode = calling.string("mode");
        return switch (mode == null ? "AUTO" : mode.toUpperCase(Locale.ROOT)) {
            case "AUTO", "MODE_UNSPECIFIED" -> new ToolChoice(Mode.AUTO, names);
            case "NONE" -> ToolChoice.of(Mode.NONE);
            case "ANY" -> new ToolChoice(Mode.REQUIRED, names);
            case "VALIDATED" -> {
                if (names.isEmpty()) {
                    extras.put(MODE, new RawJson("\"VALIDATED\""));
                }
                yield new ToolChoice(Mode.AUTO, names);
            }
            default -> throw calling.invalid("mode", mode + " (expected: AUTO, ANY, NONE or VALIDATED)");
        };
    }

    static void encode(Tools tools, Extras extras, Warnings warnings, JsonWriter json) {
        var functions = tools.list().stream()
                .filter(tool -> !(tool instanceof Tool.Hosted))
                .toList();
        var written = new ArrayList<String>();
        for (var tool : tools.list()) {
            if (tool instanceof Tool.Hosted hosted) {
                var own = hosted(hosted, functions.isEmpty(), warnings);
                if (own != null && !written.contains(own)) {
                    written.add(own);
                }
            } else if (tool == functions.getFirst()) {
                written.add(declarations(functions, warnings));
            }
        }
        if (!written.isEmpty()) {
            json.name("tools").array();
            written.forEach(json::raw);
            json.endArray();
        }
        if (Boolean.FALSE.equals(tools.parallel()) && !functions.isEmpty()) {
            warnings.unsupported("parallel_tool_calls");
        }
        var chosen = tools.choice();
        // Gemini refuses a choice among functions that are not there
        var sayable = !functions.isEmpty() || (chosen != null && chosen.mode() == Mode.AUTO && !written.isEmpty());
        config(sayable ? chosen : null, extras.of(GeminiDialect.NAME), json);
    }

    /// A tool of another vendor becomes Google's own of the same kind, where no functions stand beside it: together
    /// most models refuse them.
    private static @Nullable String hosted(Tool.Hosted tool, boolean alone, Warnings warnings) {
        if (tool.dialect().equals(GeminiDialect.NAME)) {
            return tool.json().text();
        }
        var own =
                switch (tool.kind()) {
                    case WEB_SEARCH -> "{\"googleSearch\":{}}";
                    case WEB_FETCH -> "{\"urlContext\":{}}";
                    case CODE_EXECUTION -> "{\"codeExecution\":{}}";
                    case FILE_SEARCH, OTHER -> null;
                };
        if (own == null || !alone) {
            warnings.unsupported("tools." + tool.kind().name().toLowerCase(Locale.ROOT));
            return null;
        }
        return own;
    }

    private static String declarations(List<Tool> functions, Warnings warnings) {
        var json = new JsonWriter().object().name("functionDeclarations").array();
        for (var tool : functions) {
            switch (tool) {
                case Tool.Function function -> function(function, warnings, json);
                case Tool.Custom custom -> {
                    warnings.add("tools." + custom.name(), "sent as a function of one text");
                    warnings.extras(custom.extras(), GeminiDialect.NAME);
                    json.object().field("name", custom.name()).field("description", custom.description());
                    json.rawField("parameters", FREE_TEXT).endObject();
                }
                case Tool.Hosted _ -> throw new IllegalStateException("a hosted tool among functions");
            }
        }
        return json.endArray().endObject().toString();
    }

    private static void function(Tool.Function function, Warnings warnings, JsonWriter json) {
        json.object().field("name", function.name()).field("description", function.description());
        if (function.schema() != null && !takesNothing(function.schema())) {
            var path = "tools." + function.name();
            json.rawField("parameters", JsonSchemas.toGemini(function.schema(), path, warnings));
        }
        warnings.extras(function.extras(), GeminiDialect.NAME);
        function.extras().of(GeminiDialect.NAME).forEach((name, value) -> json.rawField(name, value.text()));
        if (Boolean.TRUE.equals(function.strict())) {
            warnings.unsupported("tools.strict");
        }
        if (function.cache() != null) {
            warnings.unsupported("cache_control");
        }
        json.endObject();
    }

    /// Gemini refuses an object without properties as parameters: a function without arguments has none.
    private static boolean takesNothing(RawJson schema) {
        var json = Json.parse(schema.text());
        var properties = json.object("properties");
        var objectOnly = json.get("type") == null || "object".equals(json.string("type"));
        var plain = json.get("$ref") == null && json.get("anyOf") == null && json.get("allOf") == null;
        return objectOnly
                && plain
                && json.get("oneOf") == null
                && (properties == null || properties.members().isEmpty());
    }

    private static void config(@Nullable ToolChoice choice, Map<String, RawJson> extras, JsonWriter json) {
        var inner = new JsonWriter().object();
        var empty = inner.length();
        if (choice != null) {
            inner.name("functionCallingConfig").object().field("mode", mode(choice, extras));
            if (!choice.names().isEmpty() && choice.mode() != Mode.NONE) {
                inner.name("allowedFunctionNames").array();
                choice.names().forEach(inner::value);
                inner.endArray();
            }
            members(CALLING, extras, inner);
            inner.endObject();
        }
        members(CONFIG, extras, inner);
        if (inner.length() > empty) {
            json.rawField("toolConfig", inner.endObject().toString());
        }
    }

    /// `VALIDATED` is `AUTO` for some functions, and may stand without names too.
    private static String mode(ToolChoice choice, Map<String, RawJson> extras) {
        return switch (choice.mode()) {
            case AUTO -> choice.names().isEmpty() && !extras.containsKey(MODE) ? "AUTO" : "VALIDATED";
            case NONE -> "NONE";
            case REQUIRED -> "ANY";
        };
    }

    private static void members(String prefix, Map<String, RawJson> extras, JsonWriter json) {
        extras.forEach((name, value) -> {
            var member = name.startsWith(prefix) ? name.substring(prefix.length()) : "";
            if (!member.isEmpty() && !name.equals(MODE) && member.indexOf('.') < 0) {
                json.rawField(member, value.text());
            }
        });
    }
}
