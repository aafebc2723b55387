package io.polygate.wire.anthropic;

import io.polygate.model.Content;
import io.polygate.model.Part;
import io.polygate.wire.ToolArguments;
import io.polygate.wire.Warnings;
import io.polygate.wire.json.JsonWriter;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Writes parts as content blocks, of a request or of an answer. What can't be said was sorted out before.
final class BlockWriter {

    private final JsonWriter json;
    private final Warnings warnings;
    private final UnaryOperator<String> callIds;
    private final UnaryOperator<String> resultIds;

    private BlockWriter(
            JsonWriter json, Warnings warnings, UnaryOperator<String> callIds, UnaryOperator<String> resultIds) {
        this.json = json;
        this.warnings = warnings;
        this.callIds = callIds;
        this.resultIds = resultIds;
    }

    static BlockWriter ofRequest(JsonWriter json, Warnings warnings, ConversationIds ids) {
        return new BlockWriter(json, warnings, ids::call, ids::result);
    }

    /// Calls keep their ids: the backend must know them again.
    static BlockWriter ofAnswer(JsonWriter json, Warnings warnings) {
        return new BlockWriter(json, warnings, UnaryOperator.identity(), UnaryOperator.identity());
    }

    /// What a content is called in warnings.
    static String name(Content content) {
        return switch (content) {
            case Content.Text _ -> "text";
            case Content.Reasoning _ -> "reasoning";
            case Content.Refusal _ -> "refusal";
            case Content.Media media -> media.kind().name().toLowerCase(Locale.ROOT);
            case Content.ToolCall _ -> "tool_call";
            case Content.ToolResult _ -> "tool_result";
            case Content.ServerToolCall _ -> "server_tool_call";
            case Content.ServerToolResult _ -> "server_tool_result";
            case Content.Opaque _ -> "block";
        };
    }

    void write(Part part) {
        switch (part.content()) {
            case Content.Text text -> text(part, text.text(), text);
            case Content.Refusal refusal -> text(part, refusal.text(), Content.Text.of(""));
            case Content.Reasoning reasoning -> reasoning(part, reasoning);
            case Content.Media media -> Media.encode(part, media, warnings, json);
            case Content.ToolCall call -> call(part, call);
            case Content.ToolResult result -> result(part, result);
            case Content.ServerToolCall call -> serverCall(part, call);
            case Content.ServerToolResult result -> serverResult(part, result);
            case Content.Opaque opaque -> json.raw(opaque.json().text());
        }
    }

    private void text(Part part, String text, Content.Text cited) {
        json.object().field("type", "text").field("text", text);
        if (!cited.citations().isEmpty()) {
            json.name("citations").array();
            cited.citations().forEach(citation -> Citations.encode(citation, json));
            json.endArray();
        }
        end(part);
    }

    private void reasoning(Part part, Content.Reasoning reasoning) {
        var seal = part.seal();
        json.object();
        if (seal != null && Seals.closed(seal, reasoning)) {
            json.field("type", "redacted_thinking").field("data", Seals.carry(seal, reasoning.id()));
        } else {
            json.field("type", "thinking").field("thinking", reasoning.text());
            json.field("signature", seal == null ? "" : Seals.carry(seal, reasoning.id()));
        }
        end(part);
    }

    private void call(Part part, Content.ToolCall call) {
        json.object().field("type", "tool_use");
        json.field("id", callIds.apply(call.id())).field("name", call.name());
        json.rawField("input", input(call));
        end(part);
    }

    /// Free text is the member `input` of an object, as the tool was declared.
    private static String input(Content.ToolCall call) {
        return call.custom()
                ? new JsonWriter()
                        .object()
                        .field("input", call.arguments())
                        .endObject()
                        .toString()
                : ToolArguments.asObject(call.arguments());
    }

    private void result(Part part, Content.ToolResult result) {
        json.object().field("type", "tool_result").field("tool_use_id", resultIds.apply(result.callId()));
        var parts = Sayable.ofResult(result.parts(), warnings);
        var text = parts.size() == 1 ? plainText(parts.getFirst()) : null;
        if (text != null) {
            json.field("content", text);
        } else if (!parts.isEmpty()) {
            json.name("content").array();
            parts.forEach(this::write);
            json.endArray();
        }
        if (result.error()) {
            json.field("is_error", true);
        }
        end(part);
    }

    /// The text of a part that is nothing else, so that a string says it all; else null.
    static @Nullable String plainText(Part part) {
        return part.cache() == null
                        && part.extras().of(AnthropicDialect.NAME).isEmpty()
                        && part.content() instanceof Content.Text(String text, var citations)
                        && citations.isEmpty()
                ? text
                : null;
    }

    private void serverCall(Part part, Content.ServerToolCall call) {
        var mcp = part.extras().of(AnthropicDialect.NAME).containsKey("server_name");
        json.object().field("type", mcp ? "mcp_tool_use" : "server_tool_use").field("id", call.id());
        json.field("name", call.name()).rawField("input", call.input().text());
        end(part);
    }

    private void serverResult(Part part, Content.ServerToolResult result) {
        json.object().field("type", result.name() + "_tool_result").field("tool_use_id", result.callId());
        json.rawField("content", result.output().text());
        if (result.name().equals("mcp")) {
            json.field("is_error", result.error());
        }
        end(part);
    }

    private void end(Part part) {
        warnings.extras(part.extras(), AnthropicDialect.NAME);
        part.extras().of(AnthropicDialect.NAME).forEach((name, value) -> json.rawField(name, value.text()));
        CacheMarks.encode(part.cache(), json);
        json.endObject();
    }
}
