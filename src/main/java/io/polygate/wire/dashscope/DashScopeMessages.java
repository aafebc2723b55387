package io.polygate.wire.dashscope;

import io.polygate.model.Content;
import io.polygate.model.Content.MediaKind;
import io.polygate.model.Message;
import io.polygate.model.Part;
import io.polygate.model.Source;
import io.polygate.wire.DataUrl;
import io.polygate.wire.PartTexts;
import io.polygate.wire.Quirks;
import io.polygate.wire.Target;
import io.polygate.wire.Warnings;
import io.polygate.wire.json.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Writes `messages`: as a chat has them, with a string for content; the service for media has an array of `{text}`,
/// `{image}`, `{audio}` and `{video}`.
final class DashScopeMessages {

    private final boolean multimodal;
    private final boolean thoughts;
    private final Quirks quirks;
    private final Warnings warnings;
    private final JsonWriter json;

    /// `thoughts` is whether earlier reasoning is sent back.
    DashScopeMessages(boolean multimodal, boolean thoughts, Quirks quirks, Warnings warnings, JsonWriter json) {
        this.multimodal = multimodal;
        this.thoughts = thoughts || quirks.replay() != Quirks.Replay.NEVER;
        this.quirks = quirks;
        this.warnings = warnings;
        this.json = json;
    }

    /// Whether a conversation goes to the service for media: it holds some, or its model is served nowhere else.
    static boolean multimodal(List<Message> messages, Target target) {
        return target.quirks().servesMedia(target.model())
                || messages.stream()
                        .flatMap(message -> message.parts().stream())
                        .anyMatch(DashScopeMessages::hasMedia);
    }

    private static boolean hasMedia(Part part) {
        return switch (part.content()) {
            case Content.Media media -> media(media) != null;
            case Content.ToolResult result -> result.parts().stream().anyMatch(DashScopeMessages::hasMedia);
            default -> false;
        };
    }

    void write(List<Message> messages) {
        json.name("messages").array();
        for (var message : messages) {
            switch (message.role()) {
                case SYSTEM, DEVELOPER -> said("system", message.parts());
                case USER -> said("user", message.parts());
                case ASSISTANT -> assistant(message);
                case TOOL -> results(message.parts());
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
        var marked =
                quirks.accepts().contains("cache_control") && parts.stream().anyMatch(part -> part.cache() != null);
        if (!multimodal && !marked) {
            parts.stream().filter(part -> !PartTexts.isText(part)).forEach(this::warn);
            json.field("content", PartTexts.text(parts));
            return;
        }
        json.name("content").array();
        parts.forEach(part -> item(part, marked));
        json.endArray();
    }

    private void item(Part part, boolean marked) {
        var text = PartTexts.isText(part) ? PartTexts.text(List.of(part)) : null;
        var media = part.content() instanceof Content.Media one && text == null ? media(one) : null;
        if (text == null && media == null) {
            warn(part);
            return;
        }
        json.object();
        if (text != null) {
            json.field("text", text);
        } else if (part.content() instanceof Content.Media one) {
            json.field(one.kind().name().toLowerCase(Locale.ROOT), media);
        }
        if (marked && part.cache() != null) {
            json.name("cache_control")
                    .object()
                    .field("type", part.cache().type())
                    .endObject();
        }
        json.endObject();
    }

    /// The address of a medium, its bytes as a `data:` URL; null where there is no way to say it.
    private static @Nullable String media(Content.Media media) {
        if (media.kind() == MediaKind.DOCUMENT) {
            return null;
        }
        return switch (media.source()) {
            case Source.Url url -> url.url();
            case Source.Base64 data -> DataUrl.of(data);
            case Source.FileId _, Source.PlainText _ -> null;
        };
    }

    private void warn(Part part) {
        if (!(part.content() instanceof Content.Reasoning)) {
            warnings.unsupported("content." + PartTexts.name(part.content()));
        }
    }

    private void assistant(Message message) {
        var parts = message.parts();
        var said = new ArrayList<Part>();
        var calls = new ArrayList<Content.ToolCall>();
        for (var part : parts) {
            if (part.content() instanceof Content.ToolCall call) {
                calls.add(call);
            } else {
                said.add(part);
            }
        }
        json.object().field("role", "assistant");
        content(said);
        var thought = PartTexts.reasoning(parts);
        if (thoughts && !thought.isEmpty()) {
            json.field("reasoning_content", thought);
        }
        if (!calls.isEmpty()) {
            json.name("tool_calls").array();
            for (var call : calls) {
                json.object().field("id", call.id()).field("type", "function");
                json.name("function").object().field("name", call.name());
                json.field("arguments", call.arguments().isBlank() ? "{}" : call.arguments());
                json.endObject().endObject();
            }
            json.endArray();
        }
        if (message.extras().fields().containsKey("partial")) {
            json.field("partial", true);
        }
        json.endObject();
    }

    private void results(List<Part> parts) {
        for (var part : parts) {
            if (part.content() instanceof Content.ToolResult result) {
                json.object().field("role", "tool");
                if (result.error()) {
                    warnings.unsupported("tool_result.is_error");
                }
                content(result.parts());
                json.field("tool_call_id", result.callId()).field("name", result.name());
                json.endObject();
            } else {
                warn(part);
            }
        }
    }
}
