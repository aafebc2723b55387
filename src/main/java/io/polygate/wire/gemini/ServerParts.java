package io.polygate.wire.gemini;

import io.polygate.model.Content;
import io.polygate.model.RawJson;
import io.polygate.wire.json.Json;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The parts of Google's own tools. Their object is the call's input or the result's output, whole and as written.
enum ServerParts {
    EXECUTABLE_CODE("executableCode", "language"),
    CODE_EXECUTION_RESULT("codeExecutionResult", "outcome"),
    TOOL_CALL("toolCall", "toolType"),
    TOOL_RESPONSE("toolResponse", "toolType");

    private final String field;
    private final String mark;

    ServerParts(String field, String mark) {
        this.field = field;
        this.mark = mark;
    }

    String field() {
        return field;
    }

    Content content(String id, Json object) {
        var raw = new RawJson(object.raw());
        return switch (this) {
            case EXECUTABLE_CODE -> new Content.ServerToolCall(id, "code_execution", raw);
            case CODE_EXECUTION_RESULT -> {
                var outcome = object.string("outcome");
                var error = outcome != null && !outcome.equals("OUTCOME_OK");
                yield new Content.ServerToolResult(id, "code_execution", raw, error);
            }
            case TOOL_CALL -> new Content.ServerToolCall(id, name(object), raw);
            case TOOL_RESPONSE -> new Content.ServerToolResult(id, name(object), raw, false);
        };
    }

    private static String name(Json object) {
        var given = object.string("toolType");
        var other = given == null ? object.string("tool_type") : given;
        var type = other == null ? "" : other;
        return switch (type) {
            case "GOOGLE_SEARCH_WEB", "GOOGLE_SEARCH" -> "web_search";
            case "URL_CONTEXT" -> "web_fetch";
            case "" -> "tool";
            default -> type.toLowerCase(Locale.ROOT);
        };
    }

    /// The kind of a call or a result that came from Google, or null where another vendor's tool made it.
    static @Nullable ServerParts of(Content content) {
        return switch (content) {
            case Content.ServerToolCall call -> call(call.input());
            case Content.ServerToolResult result -> result(result.output());
            default -> null;
        };
    }

    private static @Nullable ServerParts call(RawJson input) {
        var json = Json.parse(input.text());
        return TOOL_CALL.marks(json) ? TOOL_CALL : EXECUTABLE_CODE.marks(json) ? EXECUTABLE_CODE : null;
    }

    private static @Nullable ServerParts result(RawJson output) {
        var json = Json.parse(output.text());
        return TOOL_RESPONSE.marks(json)
                ? TOOL_RESPONSE
                : CODE_EXECUTION_RESULT.marks(json) ? CODE_EXECUTION_RESULT : null;
    }

    private boolean marks(Json object) {
        return object.has(mark)
                || object.members().stream()
                        .anyMatch(member -> ProtoFields.camel(member.name()).equals(mark));
    }
}
