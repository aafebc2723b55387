package io.polygate.wire.openai;

import io.polygate.model.Content;
import io.polygate.model.Message;
import io.polygate.model.Part;
import io.polygate.model.Role;
import io.polygate.wire.CallIds;
import io.polygate.wire.PartTexts;
import io.polygate.wire.Quirks;
import io.polygate.wire.Quirks.Replay;
import io.polygate.wire.Warnings;
import io.polygate.wire.json.JsonWriter;
import java.util.ArrayList;
import java.util.List;

/// Writes `messages`, as the vendor takes them. A picture that a tool gave back follows in a user message, since a tool
/// message holds text alone.
final class ChatMessageWriter {

    private static final String THINKING_PART = "thinking-part";

    private final Quirks quirks;
    private final Warnings warnings;
    private final JsonWriter json;

    ChatMessageWriter(Quirks quirks, Warnings warnings, JsonWriter json) {
        this.quirks = quirks;
        this.warnings = warnings;
        this.json = json;
    }

    void write(List<Message> messages) {
        json.name("messages").array();
        for (var message : messages) {
            switch (message.role()) {
                case SYSTEM -> plain("system", message);
                case DEVELOPER -> plain(quirks.accepts().contains("developer") ? "developer" : "system", message);
                case USER -> plain("user", message);
                case ASSISTANT -> assistant(message);
                case TOOL -> results(message.parts());
            }
        }
        json.endArray();
    }

    /// A message of which nothing can be said here is left out: an empty one is refused.
    private void plain(String role, Message message) {
        var parts = sayable(message.parts());
        if (parts.isEmpty() && !message.parts().isEmpty()) {
            return;
        }
        json.object().field("role", role);
        content(parts, message.role() != Role.USER);
        json.field("name", message.name());
        ChatParts.extras(message.extras(), warnings, json);
        json.endObject();
    }

    /// What is left out is warned of.
    private List<Part> sayable(List<Part> parts) {
        var sayable = new ArrayList<Part>(parts.size());
        for (var part : parts) {
            if (ChatParts.sayable(part, quirks, warnings)) {
                sayable.add(part);
            }
        }
        return sayable;
    }

    /// A string where that says it all; several texts of a user stay apart, as all vendors take them.
    private void content(List<Part> parts, boolean join) {
        if (ChatParts.plainText(parts, quirks) && (join || parts.size() < 2 || !quirks.takes("content_parts"))) {
            parts.forEach(part -> ChatParts.cache(part.cache(), quirks, warnings, json));
            json.field("content", ChatParts.joinedText(parts));
            return;
        }
        json.name("content").array();
        ChatParts.encode(parts, quirks, warnings, json);
        json.endArray();
    }

    private void assistant(Message message) {
        var all = new ArrayList<Part>();
        var calls = new ArrayList<Part>();
        for (var part : message.parts()) {
            switch (part.content()) {
                case Content.ToolCall _ -> calls.add(part);
                case Content.Reasoning _ -> {}
                case Content.Refusal refusal -> all.add(Part.text(refusal.text()));
                default -> all.add(part);
            }
        }
        var said = sayable(all);
        if (said.isEmpty() && calls.isEmpty() && !all.isEmpty()) {
            return;
        }
        json.object().field("role", "assistant");
        if (inContent(message, said)) {
            json.field("content", thinkTags(message) + ChatParts.joinedText(said));
        } else if (thinkingPart(message)) {
            thinking(message, said);
        } else if (said.isEmpty() && !calls.isEmpty()) {
            json.name("content").nullValue();
        } else {
            content(said, true);
        }
        reasoning(message, !calls.isEmpty());
        json.field("name", message.name());
        if (!calls.isEmpty()) {
            json.name("tool_calls").array();
            calls.forEach(this::call);
            json.endArray();
        }
        ChatParts.extras(message.extras(), warnings, json);
        json.endObject();
    }

    /// MiniMax wants its `<think>` text back in the content, where it was.
    private boolean inContent(Message message, List<Part> said) {
        return quirks.reasoningField().equals("content")
                && ChatParts.plainText(said, quirks)
                && !ChatMessages.reasoning(message.parts()).isEmpty();
    }

    private static String thinkTags(Message message) {
        return "<think>" + ChatMessages.reasoningText(ChatMessages.reasoning(message.parts())) + "</think>";
    }

    /// Mistral wants its thoughts back as a part of the content.
    private boolean thinkingPart(Message message) {
        return quirks.reasoningField().equals(THINKING_PART)
                && !ChatMessages.reasoning(message.parts()).isEmpty();
    }

    private void thinking(Message message, List<Part> said) {
        json.name("content").array().object().field("type", "thinking");
        json.name("thinking").array().object().field("type", "text");
        json.field("text", PartTexts.reasoning(message.parts()))
                .endObject()
                .endArray()
                .endObject();
        ChatParts.encode(said, quirks, warnings, json);
        json.endArray();
    }

    /// DeepSeek wants the field on every turn with calls, even where it is empty.
    private void reasoning(Message message, boolean calls) {
        if (quirks.replay() == Replay.NEVER || (quirks.replay() == Replay.TOOL_TURNS && !calls)) {
            return;
        }
        var reasoning = ChatMessages.reasoning(message.parts());
        var text = ChatMessages.reasoningText(reasoning);
        if (quirks.reasoningField().equals("reasoning_details")) {
            json.field("reasoning", text);
            ReasoningDetails.encode(reasoning, true, json);
        } else if (!quirks.reasoningField().isEmpty()
                && !quirks.reasoningField().equals("content")
                && !quirks.reasoningField().equals(THINKING_PART)) {
            json.field(quirks.reasoningField(), text == null && calls ? "" : text);
        }
    }

    private void call(Part part) {
        var call = (Content.ToolCall) part.content();
        var known = new Content.ToolCall(id(call.id()), call.name(), arguments(call), call.custom());
        var seal = quirks.accepts().contains("extra_content") ? part.seal() : null;
        ChatCalls.encode(known, seal, part.extras(), json);
    }

    /// An empty text is no JSON: vendors that read the arguments of old turns refuse it.
    private static String arguments(Content.ToolCall call) {
        return call.arguments().isBlank() && !call.custom() ? "{}" : call.arguments();
    }

    private String id(String id) {
        return CallIds.fit(id, quirks.callIdLength());
    }

    private void results(List<Part> parts) {
        var media = new ArrayList<Part>();
        for (var part : parts) {
            if (part.content() instanceof Content.ToolResult result) {
                result(part, result, media);
            } else {
                warnings.unsupported("content." + ChatParts.name(part.content()));
            }
        }
        if (!media.isEmpty()) {
            json.object().field("role", "user").name("content").array();
            ChatParts.encode(media, quirks, warnings, json);
            json.endArray().endObject();
        }
    }

    private void result(Part part, Content.ToolResult result, List<Part> media) {
        var texts = new ArrayList<Part>();
        for (var item : result.parts()) {
            if (item.content() instanceof Content.Media) {
                media.add(Part.text("Content returned by tool call " + id(result.callId()) + ":"));
                media.add(item);
            } else {
                texts.add(item);
            }
        }
        json.object().field("role", "tool").field("tool_call_id", id(result.callId()));
        if (quirks.accepts().contains("tool_name")) {
            json.field("name", result.name());
        }
        if (texts.isEmpty() && !result.parts().isEmpty()) {
            texts.add(Part.text("The content follows in the next message."));
        }
        content(texts, true);
        ChatParts.extras(part.extras(), warnings, json);
        json.endObject();
        if (result.error()) {
            warnings.unsupported("tool_result.is_error");
        }
    }
}
