package io.polygate.wire.openai;

import io.polygate.model.ChatResponse;
import io.polygate.model.Choice;
import io.polygate.model.Content;
import io.polygate.model.Extras;
import io.polygate.model.Part;
import io.polygate.model.Usage;
import io.polygate.wire.Answers;
import io.polygate.wire.CallIds;
import io.polygate.wire.Fields;
import io.polygate.wire.Quirks;
import io.polygate.wire.ResponseContext;
import io.polygate.wire.ThinkTags;
import io.polygate.wire.Warnings;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Whole answers: `chat.completion`.
final class ChatResponses {

    private static final Set<String> KNOWN = Set.of("id", "object", "created", "model", "choices", "usage");
    private static final Set<String> CHOICE = Set.of("index", "message", "finish_reason", "logprobs", "text", "delta");

    private ChatResponses() {}

    static ChatResponse decode(Json body, Quirks quirks) {
        if (!body.has("choices")) {
            throw Answers.lacking("choices");
        }
        var id = text(body, "id");
        var choices = new ArrayList<Choice>();
        for (var choice : body.items("choices")) {
            choices.add(choice(choice, choices.size(), id, quirks));
        }
        return new ChatResponse(id, text(body, "model"), body.count("created"), choices, usage(body), extras(body));
    }

    private static String text(Json json, String name) {
        var text = json.string(name);
        return text == null ? "" : text;
    }

    private static Extras extras(Json body) {
        return Fields.extras(body, ChatDialect.NAME, KNOWN);
    }

    /// The usage of an answer or a chunk, wherever the vendor puts it; zero where it doesn't.
    static Usage usage(Json body) {
        var usage = usageObject(body);
        return usage == null ? Usage.ZERO : OpenAiUsage.decodeUsage(usage);
    }

    /// Top level; Groq also `x_groq.usage`; Moonshot in the last chunk's choice.
    static @Nullable Json usageObject(Json body) {
        var usage = body.object("usage");
        if (usage != null) {
            return usage;
        }
        var groq = body.object("x_groq");
        var inGroq = groq == null ? null : groq.object("usage");
        if (inGroq != null) {
            return inGroq;
        }
        for (var choice : body.items("choices")) {
            var inChoice = choice.object("usage");
            if (inChoice != null) {
                return inChoice;
            }
        }
        return null;
    }

    private static Choice choice(Json choice, int place, String id, Quirks quirks) {
        var index = choice.number("index");
        var number = index == null ? place : index.intValue();
        var message = choice.object("message");
        var parts = message == null ? text(choice) : parts(message, number, id, quirks);
        var calls = parts.stream().anyMatch(part -> part.content() instanceof Content.ToolCall);
        return new Choice(
                number,
                parts,
                FinishReasons.decode(choice.string("finish_reason"), calls),
                Logprobs.decode(choice.object("logprobs")),
                choiceExtras(choice, message));
    }

    private static Extras choiceExtras(Json choice, @Nullable Json message) {
        var own = Fields.extras(choice, ChatDialect.NAME, CHOICE);
        var inner = message == null ? Extras.NONE : ChatMessages.answerExtras(message);
        if (inner.isEmpty()) {
            return own;
        }
        var all = new LinkedHashMap<>(own.fields());
        inner.fields().forEach((name, value) -> all.put("message." + name, value));
        return Extras.of(ChatDialect.NAME, all);
    }

    /// A legacy completion's choice.
    private static List<Part> text(Json choice) {
        var text = choice.string("text");
        return text == null || text.isEmpty() ? List.of() : List.of(Part.text(text));
    }

    private static List<Part> parts(Json message, int choice, String id, Quirks quirks) {
        var parts = new ArrayList<Part>(ReasoningDetails.decode(message));
        content(message, quirks, parts);
        var refusal = message.string("refusal");
        if (refusal != null && !refusal.isEmpty()) {
            parts.add(Part.of(new Content.Refusal(refusal)));
        }
        parts.addAll(ChatContent.images(message.items("images")));
        var audio = ChatAudio.decode(message);
        if (audio != null) {
            parts.add(audio);
        }
        for (var call : message.items("tool_calls")) {
            add(ChatCalls.decode(call, CallIds.made(id, choice, parts.size())), parts);
        }
        var legacy = message.object("function_call");
        var name = legacy == null ? null : legacy.string("name");
        if (legacy != null && name != null && !name.isEmpty()) {
            parts.add(Part.of(Content.ToolCall.of(CallIds.made(id, choice, 0), name, text(legacy, "arguments"))));
        }
        return parts;
    }

    private static void add(@Nullable Part part, List<Part> parts) {
        if (part != null) {
            parts.add(part);
        }
    }

    private static void content(Json message, Quirks quirks, List<Part> parts) {
        var collected = new CollectedContent(parts);
        var tags = new ThinkTags(collected::reasoning, collected::text);
        ChatContent.decode(message.get("content"), new ChatContent.Sink() {
            @Override
            public void text(String text) {
                if (quirks.thinkTags()) {
                    tags.push(text);
                } else {
                    collected.text(text);
                }
            }

            @Override
            public void reasoning(String text) {
                collected.reasoning(text);
            }

            @Override
            public void whole(Part part) {
                collected.whole(part);
            }
        });
        tags.finish();
        collected.end(ChatContent.citations(message));
    }

    static void encode(ChatResponse response, ResponseContext context, Warnings warnings, JsonWriter json) {
        json.object();
        var id = response.id().isEmpty() ? context.id() : response.id();
        json.field("id", id);
        json.field("object", "chat.completion");
        json.field("created", response.created() == 0 ? context.createdSeconds() : response.created());
        json.field("model", response.model().isEmpty() ? context.request().model() : response.model());
        json.name("choices").array();
        for (var choice : response.choices()) {
            encode(choice, id, warnings, json);
        }
        json.endArray();
        json.name("usage");
        OpenAiUsage.encode(response.usage(), json);
        ChatParts.extras(response.extras(), new Warnings(""), json);
        json.endObject();
    }

    private static void encode(Choice choice, String answerId, Warnings warnings, JsonWriter json) {
        json.object().field("index", choice.index()).name("message").object().field("role", "assistant");
        var message = new AnswerParts(choice.parts(), warnings);
        json.rawField("content", message.text() == null ? "null" : JsonWriter.quote(message.text()));
        json.rawField("refusal", message.refusal() == null ? "null" : JsonWriter.quote(message.refusal()));
        json.field("reasoning_content", ChatMessages.reasoningText(message.reasoning()));
        ReasoningDetails.encode(message.reasoning(), false, json);
        if (!message.calls().isEmpty()) {
            json.name("tool_calls").array();
            for (var call : message.calls()) {
                ChatCalls.encode((Content.ToolCall) call.content(), call.seal(), call.extras(), json);
            }
            json.endArray();
        }
        if (!message.citations().isEmpty()) {
            ChatContent.encode(message.citations(), json);
        }
        ChatContent.encodeMedia(message.media(), answerId, warnings, json);
        var extras = choice.extras().of(ChatDialect.NAME);
        extras.forEach((name, value) -> {
            if (name.startsWith("message.")) {
                json.rawField(name.substring("message.".length()), value.text());
            }
        });
        json.endObject();
        json.name("logprobs");
        if (choice.logprobs().isEmpty()) {
            json.nullValue();
        } else {
            Logprobs.encode(choice.logprobs(), json);
        }
        json.field("finish_reason", FinishReasons.encode(choice.finish()));
        extras.forEach((name, value) -> {
            if (!name.startsWith("message.")) {
                json.rawField(name, value.text());
            }
        });
        json.endObject();
    }
}
