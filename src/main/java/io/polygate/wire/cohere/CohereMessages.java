package io.polygate.wire.cohere;

import io.polygate.model.Content;
import io.polygate.model.Content.MediaKind;
import io.polygate.model.Message;
import io.polygate.model.Part;
import io.polygate.model.Source;
import io.polygate.wire.DataUrl;
import io.polygate.wire.PartTexts;
import io.polygate.wire.Warnings;
import io.polygate.wire.json.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes `messages`: a string for content where that says it all, else `text`, `image_url` and `thinking`.
final class CohereMessages {

    private final Warnings warnings;
    private final JsonWriter json;

    CohereMessages(Warnings warnings, JsonWriter json) {
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
        content(parts, "");
        json.endObject();
    }

    private void content(List<Part> parts, String thought) {
        if (thought.isEmpty() && parts.stream().allMatch(PartTexts::isText)) {
            json.field("content", PartTexts.text(parts));
            return;
        }
        json.name("content").array();
        if (!thought.isEmpty()) {
            json.object().field("type", "thinking").field("thinking", thought).endObject();
        }
        parts.forEach(this::item);
        json.endArray();
    }

    private void item(Part part) {
        var url = part.content() instanceof Content.Media media ? image(media) : null;
        if (PartTexts.isText(part)) {
            json.object().field("type", "text");
            json.field("text", PartTexts.text(List.of(part))).endObject();
        } else if (url != null && part.content() instanceof Content.Media media) {
            json.object().field("type", "image_url").name("image_url").object();
            json.field("url", url).field("detail", media.detail()).endObject().endObject();
        } else {
            warnings.unsupported("content." + PartTexts.name(part.content()));
        }
    }

    private static @Nullable String image(Content.Media media) {
        if (media.kind() != MediaKind.IMAGE) {
            return null;
        }
        return switch (media.source()) {
            case Source.Url url -> url.url();
            case Source.Base64 data -> DataUrl.of(data);
            case Source.FileId _, Source.PlainText _ -> null;
        };
    }

    /// What was thought before calls is the plan of the calls; before text it is a thought.
    private void assistant(List<Part> parts) {
        var said = new ArrayList<Part>();
        var calls = new ArrayList<Content.ToolCall>();
        for (var part : parts) {
            switch (part.content()) {
                case Content.ToolCall call -> calls.add(call);
                case Content.Reasoning _ -> {}
                default -> said.add(part);
            }
        }
        var thought = PartTexts.reasoning(parts);
        json.object().field("role", "assistant");
        if (!said.isEmpty() || calls.isEmpty()) {
            content(said, calls.isEmpty() ? thought : "");
        }
        if (!calls.isEmpty()) {
            json.field("tool_plan", thought.isEmpty() ? null : thought);
            json.name("tool_calls").array();
            for (var call : calls) {
                json.object().field("id", call.id()).field("type", "function");
                json.name("function").object().field("name", call.name());
                json.field("arguments", call.arguments().isBlank() ? "{}" : call.arguments());
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
        json.object().field("role", "tool").field("tool_call_id", result.callId());
        json.field("content", PartTexts.text(result.parts())).endObject();
        result.parts().stream()
                .filter(item -> !PartTexts.isText(item))
                .forEach(item -> warnings.unsupported("tool_result." + PartTexts.name(item.content())));
        if (result.error()) {
            warnings.unsupported("tool_result.is_error");
        }
    }
}
