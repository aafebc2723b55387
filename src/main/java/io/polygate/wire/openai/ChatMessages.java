package io.polygate.wire.openai;

import io.polygate.model.Content;
import io.polygate.model.Extras;
import io.polygate.model.Message;
import io.polygate.model.Part;
import io.polygate.model.Role;
import io.polygate.wire.Fields;
import io.polygate.wire.json.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads `messages`. Results of tools that follow each other become one message; the nameless ids of the old
/// `function_call` are made up by position, so that a call and its result still meet.
final class ChatMessages {

    private static final Set<String> PLAIN = Set.of("role", "content", "name");
    private static final Set<String> TOOL = Set.of("role", "content", "name", "tool_call_id");
    private static final Set<String> ASSISTANT = Set.of(
            "role",
            "content",
            "name",
            "refusal",
            "reasoning_content",
            "reasoning",
            "reasoning_details",
            "tool_calls",
            "function_call");
    private static final Set<String> ANSWER = answer();

    private final List<Message> messages = new ArrayList<>();
    private final List<Part> results = new ArrayList<>();
    private int functionCalls;

    private ChatMessages() {}

    private static Set<String> answer() {
        var known = new HashSet<>(ASSISTANT);
        known.addAll(Set.of("annotations", "audio", "images"));
        return known;
    }

    static List<Message> decode(List<Fields> messages) {
        var decoder = new ChatMessages();
        messages.forEach(decoder::add);
        decoder.endResults();
        return decoder.messages;
    }

    private void add(Fields message) {
        var role = message.requireString("role");
        if (role.equals("tool") || role.equals("function")) {
            results.add(result(message, role));
            return;
        }
        endResults();
        messages.add(
                switch (role) {
                    case "system" -> plain(Role.SYSTEM, message);
                    case "developer" -> plain(Role.DEVELOPER, message);
                    case "user" -> plain(Role.USER, message);
                    case "assistant" -> assistant(message);
                    default ->
                        throw message.invalid(
                                "role", role + " (expected: one of system, developer, user, assistant, tool)");
                });
    }

    private void endResults() {
        if (!results.isEmpty()) {
            messages.add(Message.of(Role.TOOL, results));
            results.clear();
        }
    }

    private static Message plain(Role role, Fields message) {
        return new Message(
                role,
                ChatParts.decode(message, "content"),
                message.string("name"),
                message.extras(ChatDialect.NAME, PLAIN));
    }

    private Part result(Fields message, String role) {
        var id = role.equals("tool") ? message.requireString("tool_call_id") : functionCallId();
        var parts = ChatParts.decode(message, "content");
        var content = new Content.ToolResult(id, message.string("name"), parts, false);
        return new Part(content, null, null, message.extras(ChatDialect.NAME, TOOL));
    }

    private Message assistant(Fields message) {
        var parts = new ArrayList<Part>(ReasoningDetails.decode(message.json()));
        parts.addAll(ChatParts.decode(message, "content"));
        var refusal = message.string("refusal");
        if (refusal != null) {
            parts.add(Part.of(new Content.Refusal(refusal)));
        }
        var calls = message.objects("tool_calls");
        for (var i = 0; i < calls.size(); i++) {
            var call = ChatCalls.decode(calls.get(i).json(), "call_" + messages.size() + "_" + i);
            if (call == null) {
                throw Fields.object(calls.get(i).json(), calls.get(i).path())
                        .missing("function", "an object with a name");
            }
            parts.add(call);
        }
        var legacy = message.object("function_call");
        if (legacy != null) {
            functionCalls++;
            parts.add(legacy(legacy));
        }
        return new Message(Role.ASSISTANT, parts, message.string("name"), message.extras(ChatDialect.NAME, ASSISTANT));
    }

    private Part legacy(Fields call) {
        var arguments = call.string("arguments");
        return Part.of(
                Content.ToolCall.of(functionCallId(), call.requireString("name"), arguments == null ? "" : arguments));
    }

    private String functionCallId() {
        return "call_function_" + functionCalls;
    }

    /// What is neither text nor a call nor reasoning of a whole answer's message, kept as written.
    static Extras answerExtras(Json message) {
        return Fields.extras(message, ChatDialect.NAME, ANSWER);
    }

    /// The reasoning parts of a message.
    static List<Part> reasoning(List<Part> parts) {
        return parts.stream()
                .filter(part -> part.content() instanceof Content.Reasoning)
                .toList();
    }

    /// The text of all reasoning, or null where there is none.
    static @Nullable String reasoningText(List<Part> reasoning) {
        if (reasoning.isEmpty()) {
            return null;
        }
        var text = new StringBuilder();
        reasoning.forEach(part -> text.append(((Content.Reasoning) part.content()).text()));
        return text.toString();
    }
}
