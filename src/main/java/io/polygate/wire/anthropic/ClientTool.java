package io.polygate.wire.anthropic;

import io.polygate.model.Extras;
import io.polygate.model.RawJson;
import io.polygate.model.Tool;
import io.polygate.wire.Fields;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Tools whose form this API fixes and which the caller runs: models of other vendors get each as a function of the
/// same name, which is what their calls come back as.
enum ClientTool {
    BASH("bash_", "Runs a command in a shell that lasts; or restarts the shell.", """
            {"type":"object","properties":{"command":{"type":"string"},"restart":{"type":"boolean"}}}"""),
    TEXT_EDITOR("text_editor_", "Views, creates and edits files.", """
            {"type":"object","properties":{\
            "command":{"type":"string","enum":["view","create","str_replace","insert","undo_edit"]},\
            "path":{"type":"string"},"file_text":{"type":"string"},"old_str":{"type":"string"},\
            "new_str":{"type":"string"},"insert_line":{"type":"integer"},"insert_text":{"type":"string"},\
            "view_range":{"type":"array","items":{"type":"integer"}}},"required":["command","path"]}"""),
    MEMORY("memory_", "Keeps notes in files below /memories that last from one conversation to the next.", """
            {"type":"object","properties":{\
            "command":{"type":"string","enum":["view","create","str_replace","insert","delete","rename"]},\
            "path":{"type":"string"},"file_text":{"type":"string"},"old_str":{"type":"string"},\
            "new_str":{"type":"string"},"insert_line":{"type":"integer"},"insert_text":{"type":"string"},\
            "old_path":{"type":"string"},"new_path":{"type":"string"},\
            "view_range":{"type":"array","items":{"type":"integer"}}},"required":["command"]}""");

    /// Extras of a function: the tool as it was declared.
    private static final String DECLARED = "declared";

    private final String prefix;
    private final String description;
    private final RawJson schema;

    ClientTool(String prefix, String description, String schema) {
        this.prefix = prefix;
        this.description = description;
        this.schema = new RawJson(schema);
    }

    /// The tool of a versioned type like `bash_20250124`, or null.
    static @Nullable ClientTool ofType(String type) {
        for (var tool : values()) {
            if (type.startsWith(tool.prefix)) {
                return tool;
            }
        }
        return null;
    }

    Tool.Function function(Fields tool) {
        var extras = Map.of(DECLARED, new RawJson(tool.json().raw()));
        return new Tool.Function(
                tool.requireString("name"),
                description,
                schema,
                null,
                CacheMarks.decode(tool.json()),
                Extras.of(AnthropicDialect.NAME, extras));
    }

    /// The tool that a function stands for as it was declared, or null.
    static @Nullable String declared(Tool.Function function) {
        var raw = function.extras().of(AnthropicDialect.NAME).get(DECLARED);
        return raw == null ? null : raw.text();
    }
}
