package io.polygate.wire.anthropic;

import io.polygate.model.ChatResponse;
import io.polygate.model.Choice;
import io.polygate.model.Content;
import io.polygate.model.Extras;
import io.polygate.model.Part;
import io.polygate.wire.Answers;
import io.polygate.wire.Fields;
import io.polygate.wire.ResponseContext;
import io.polygate.wire.Warnings;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Whole answers: a `message` with `content`, `stop_reason` and `usage`.
final class AnthropicResponses {

    static final Set<String> KNOWN =
            Set.of("id", "type", "role", "model", "content", "stop_reason", "stop_sequence", "usage");

    private AnthropicResponses() {}

    static ChatResponse decode(Json message) {
        if (!message.has("content") && !message.has("id")) {
            throw Answers.lacking("content");
        }
        var parts = Blocks.decodeAll(message.get("content"));
        var extras = extras(message);
        var choice = new Choice(0, parts, StopReasons.decode(message), List.of(), extras);
        return new ChatResponse(
                Blocks.orEmpty(message.string("id")),
                Blocks.orEmpty(message.string("model")),
                0,
                List.of(choice),
                AnthropicUsage.decode(message.get("usage")),
                Extras.NONE);
    }

    static Extras extras(Json message) {
        return Blocks.withoutNulls(Fields.extras(message, AnthropicDialect.NAME, KNOWN));
    }

    /// Anthropic has one choice only.
    static void encode(ChatResponse response, ResponseContext context, Warnings warnings, JsonWriter json) {
        if (response.choices().size() > 1) {
            warnings.unsupported("choices");
        }
        json.object().field("id", response.id().isEmpty() ? context.id() : response.id());
        json.field("type", "message").field("role", "assistant");
        var model = response.model().isEmpty() ? context.request().model() : response.model();
        json.field("model", model);
        if (response.choices().isEmpty()) {
            json.name("content").array().endArray();
            json.field("stop_reason", "end_turn");
        } else {
            encode(response.choices().getFirst(), warnings, json);
        }
        warnings.extras(response.extras(), AnthropicDialect.NAME);
        response.extras().of(AnthropicDialect.NAME).forEach((name, value) -> json.rawField(name, value.text()));
        json.name("usage");
        AnthropicUsage.encode(response.usage(), json);
        json.endObject();
    }

    private static void encode(Choice choice, Warnings warnings, JsonWriter json) {
        json.name("content").array();
        var blocks = BlockWriter.ofAnswer(json, warnings);
        var parts = sayable(choice.parts(), warnings);
        parts.forEach(blocks::write);
        json.endArray();
        var calls = parts.stream().anyMatch(part -> part.content() instanceof Content.ToolCall);
        json.field("stop_reason", StopReasons.encode(choice.finish(), calls));
        var sequence = choice.finish().stopSequence();
        json.rawField("stop_sequence", sequence == null ? "null" : JsonWriter.quote(sequence));
        warnings.extras(choice.extras(), AnthropicDialect.NAME);
        choice.extras().of(AnthropicDialect.NAME).forEach((name, value) -> json.rawField(name, value.text()));
        if (!choice.logprobs().isEmpty()) {
            warnings.unsupported("logprobs");
        }
    }

    private static List<Part> sayable(List<Part> parts, Warnings warnings) {
        var sayable = new ArrayList<Part>();
        for (var part : parts) {
            if (sayable(part)) {
                sayable.add(part);
            } else if (!empty(part)) {
                warnings.unsupported("content." + BlockWriter.name(part.content()));
            }
        }
        return sayable;
    }

    /// Whether an answer can hold the part. What another vendor's server tools did can be told too.
    static boolean sayable(Part part) {
        return !empty(part)
                && switch (part.content()) {
                    case Content.Media _, Content.ToolResult _ -> false;
                    case Content.Opaque opaque -> opaque.dialect().equals(AnthropicDialect.NAME);
                    default -> true;
                };
    }

    /// A text or reasoning that says nothing is no block: clients must not be given what they may not send back.
    private static boolean empty(Part part) {
        return switch (part.content()) {
            case Content.Text text -> text.text().isEmpty() && text.citations().isEmpty();
            case Content.Refusal refusal -> refusal.text().isEmpty();
            case Content.Reasoning reasoning -> reasoning.text().isEmpty() && part.seal() == null;
            default -> false;
        };
    }
}
