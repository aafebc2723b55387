package io.polygate.wire.ollama;

import io.polygate.model.Content;
import io.polygate.model.Message;
import io.polygate.model.Part;
import io.polygate.model.Source;
import io.polygate.wire.PartTexts;
import io.polygate.wire.ToolArguments;
import io.polygate.wire.Warnings;
import io.polygate.wire.json.JsonWriter;
import java.util.ArrayList;
import java.util.List;

/// Writes `messages`: `{role, content, thinking, images, tool_calls}`, images as bare base64 beside the text.
final class OllamaMessages {

    private final Warnings warnings;
    private final JsonWriter json;

    OllamaMessages(Warnings warnings, JsonWriter json) {
        this.warnings = warnings;
        this.json = json;
    }

    void write(List<Message> messages) {
        json.name("messages").array();
        for (var message : messages) {
            switch (message.role()) {
                case SYSTEM, DEVELOPER -> said("system", message.parts());
                case USER -> said("user", message.parts());
                case ASSISTANT -> assistant(message.parts());
                case TOOL -> message.parts().forEach(this::result);
            }
        }
        json.endArray();
    }

    private void said(String role, List<Part> parts) {
        json.object().field("role", role);
        content(parts);
        json.endObject();
    }

    private void content(List<Part> parts) {
        json.field("content", PartTexts.text(parts));
        var images = new ArrayList<String>();
        for (var part : parts) {
            if (part.content() instanceof Content.Media(var kind, Source.Base64 data, var _, var _)
                    && kind == Content.MediaKind.IMAGE) {
                images.add(data.data());
            } else if (!PartTexts.isText(part)
                    && !(part.content() instanceof Content.Reasoning)
                    && !(part.content() instanceof Content.ToolCall)) {
                warnings.unsupported("content." + PartTexts.name(part.content()));
            }
        }
        if (!images.isEmpty()) {
            json.name("images").array();
            images.forEach(json::value);
            json.endArray();
        }
    }

    private void assistant(List<Part> parts) {
        json.object().field("role", "assistant");
        content(parts);
        var thinking = PartTexts.reasoning(parts);
        if (!thinking.isEmpty()) {
            json.field("thinking", thinking);
        }
        var calls = parts.stream()
                .filter(part -> part.content() instanceof Content.ToolCall)
                .toList();
        if (!calls.isEmpty()) {
            json.name("tool_calls").array();
            for (var part : calls) {
                var call = (Content.ToolCall) part.content();
                json.object().field("id", call.id()).name("function").object();
                json.field("name", call.name());
                json.rawField("arguments", ToolArguments.asObject(call.arguments()));
                json.endObject().endObject();
            }
            json.endArray();
        }
        json.endObject();
    }

    private void result(Part part) {
        if (!(part.content() instanceof Content.ToolResult result)) {
            warnings.unsupported("content." + PartTexts.name(part.content()));
            return;
        }
        json.object().field("role", "tool");
        content(result.parts());
        json.field("tool_name", result.name()).field("tool_call_id", result.callId());
        json.endObject();
        if (result.error()) {
            warnings.unsupported("tool_result.is_error");
        }
    }
}
