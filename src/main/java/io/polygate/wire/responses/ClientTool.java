package io.polygate.wire.responses;

import io.polygate.model.Extras;
import io.polygate.model.RawJson;
import io.polygate.model.Tool;
import io.polygate.wire.Fields;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonSyntaxException;
import io.polygate.wire.json.JsonWriter;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Tools whose form this API fixes and which the caller runs: models of other vendors get each as a function, whose
/// calls the caller gets as the items that it knows (`local_shell_call` and the like).
enum ClientTool {
    LOCAL_SHELL("lsh", "action", "Runs a command on the caller's machine and returns its output.", """
            {"type":"object","properties":{\
            "command":{"type":"array","items":{"type":"string"},"description":"The program and its arguments."},\
            "working_directory":{"type":"string"},"timeout_ms":{"type":"integer"},\
            "env":{"type":"object","additionalProperties":{"type":"string"}}},"required":["command"]}"""),
    SHELL(
            "sh",
            "action",
            "Runs shell commands on the caller's machine and returns the output and exit code of each.",
            """
            {"type":"object","properties":{\
            "commands":{"type":"array","items":{"type":"string"},"description":"Shell commands, each a line."},\
            "timeout_ms":{"type":"integer"},"max_output_length":{"type":"integer"}},"required":["commands"]}"""),
    APPLY_PATCH("apc", "operation", "Creates, updates or deletes a file by a patch.", """
            {"type":"object","properties":{\
            "type":{"type":"string","enum":["create_file","update_file","delete_file"]},\
            "path":{"type":"string"},\
            "diff":{"type":"string","description":"The file's changes as a V4A diff; none to delete a file."}},\
            "required":["type","path"]}""");

    /// Extras of a function: the tool as it was declared.
    static final String DECLARED = "declared";

    /// Extras of a call or a result: the item as it was written.
    static final String ITEM = "item";

    private final String idPrefix;
    private final String member;
    private final String description;
    private final RawJson schema;

    ClientTool(String idPrefix, String member, String description, String schema) {
        this.idPrefix = idPrefix;
        this.member = member;
        this.description = description;
        this.schema = new RawJson(schema);
    }

    /// The tool's type, which is its name as a function.
    String type() {
        return name().toLowerCase(Locale.ROOT);
    }

    String idPrefix() {
        return idPrefix;
    }

    /// The member of a call's item that says what to do.
    String member() {
        return member;
    }

    static @Nullable ClientTool ofType(@Nullable String type) {
        for (var tool : values()) {
            if (tool.type().equals(type)) {
                return tool;
            }
        }
        return null;
    }

    /// The tool whose calls or results are items of this type, or null.
    static @Nullable ClientTool ofItem(String type) {
        var end = type.endsWith("_call") ? "_call" : "_call_output";
        return type.endsWith(end) ? ofType(type.substring(0, type.length() - end.length())) : null;
    }

    /// The tool that is declared, or null where the vendor runs it, as a shell in a container.
    static @Nullable ClientTool declared(Fields tool) {
        var environment = tool.json().object("environment");
        var where = environment == null ? null : environment.string("type");
        return where == null || where.equals("local") ? ofType(tool.json().string("type")) : null;
    }

    /// The tool that a function stands for, or null.
    static @Nullable ClientTool of(Tool.Function function) {
        return function.extras().of(ResponsesDialect.NAME).containsKey(DECLARED) ? ofType(function.name()) : null;
    }

    /// The tool as a function.
    Tool.Function function(Fields tool) {
        var extras = Map.of(DECLARED, new RawJson(tool.json().raw()));
        return new Tool.Function(type(), description, schema, null, null, Extras.of(ResponsesDialect.NAME, extras));
    }

    /// The arguments of a function's call that an item's action is.
    String arguments(Json action) {
        if (this == APPLY_PATCH) {
            return action.raw();
        }
        var json = new JsonWriter().object();
        for (var member : action.members()) {
            if (!member.name().equals("type")) {
                json.name(member.name()).raw(member.value());
            }
        }
        return json.endObject().toString();
    }

    /// A call as the item that the caller knows, or null where its arguments are not what the tool takes.
    @Nullable
    String item(String id, String callId, String arguments, String status) {
        var action = action(arguments);
        if (action == null) {
            return null;
        }
        var json = new JsonWriter().object().field("id", id).field("type", type() + "_call");
        json.field("call_id", callId).field("status", status).rawField(member, action);
        if (this == SHELL) {
            json.name("environment").object().field("type", "local").endObject();
        }
        return json.endObject().toString();
    }

    private @Nullable String action(String arguments) {
        Json given;
        try {
            given = Json.parse(arguments);
        } catch (JsonSyntaxException e) {
            return null;
        }
        return switch (this) {
            case LOCAL_SHELL -> localShell(given);
            case SHELL -> shell(given);
            case APPLY_PATCH -> given.string("path") == null || given.string("type") == null ? null : given.raw();
        };
    }

    /// A model may write the command as one line.
    private static @Nullable String localShell(Json given) {
        var command = given.get("command");
        if (command == null) {
            return null;
        }
        var json = new JsonWriter().object().field("type", "exec").name("command");
        var line = command.asString();
        if (line != null) {
            json.array().value("bash").value("-lc").value(line).endArray();
        } else {
            json.raw(command);
        }
        json.rawField("env", given.object("env") == null ? "{}" : null);
        rest(given, "command", json);
        return command.isArray() || line != null ? json.endObject().toString() : null;
    }

    private static @Nullable String shell(Json given) {
        var commands = given.get("commands");
        if (commands == null) {
            return null;
        }
        var json = new JsonWriter().object().name("commands");
        var line = commands.asString();
        if (line != null) {
            json.array().value(line).endArray();
        } else {
            json.raw(commands);
        }
        json.rawField("timeout_ms", given.get("timeout_ms") == null ? "null" : null);
        json.rawField("max_output_length", given.get("max_output_length") == null ? "null" : null);
        rest(given, "commands", json);
        return commands.isArray() || line != null ? json.endObject().toString() : null;
    }

    private static void rest(Json given, String written, JsonWriter json) {
        for (var member : given.members()) {
            if (!member.name().equals(written)
                    && !member.name().equals("type")
                    && !member.value().isNull()) {
                json.name(member.name()).raw(member.value());
            }
        }
    }
}
