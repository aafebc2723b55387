package io.polygate.wire.gemini;

import io.polygate.model.Content;
import io.polygate.model.Message;
import io.polygate.model.Part;
import io.polygate.model.Role;
import io.polygate.wire.ToolArguments;
import io.polygate.wire.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads `systemInstruction` and `contents`. A result of a function meets its call by id, else by the function's name
/// and the order of the calls; a call without an id gets one by its place.
final class GeminiMessages {

    private static final Set<String> CONTENT = Set.of("role", "parts");
    private static final Set<String> CALL = Set.of("functionCall", "thoughtSignature");
    private static final Set<String> RESULT = Set.of("functionResponse", "thoughtSignature");

    private static final List<String> WRAPPERS = List.of("output", "result", "content", "return_value", "error");

    private record OpenCall(String id, String name) {}

    private final List<Message> messages = new ArrayList<>();
    private final List<OpenCall> openCalls = new ArrayList<>();

    private GeminiMessages() {}

    static List<Message> decode(ProtoFields request) {
        var decoder = new GeminiMessages();
        decoder.system(request);
        if (request.get("contents") == null) {
            throw request.missing("contents", "an array");
        }
        request.objects("contents").forEach(decoder::content);
        return decoder.messages;
    }

    private void system(ProtoFields request) {
        var given = request.get("systemInstruction");
        if (given == null) {
            return;
        }
        var text = given.asString();
        if (text != null) {
            messages.add(Message.text(Role.SYSTEM, text));
            return;
        }
        var instruction = request.object("systemInstruction");
        if (instruction != null) {
            plain(Role.SYSTEM, instruction);
        }
    }

    private void content(ProtoFields content) {
        var role = content.string("role");
        switch (role == null ? "user" : role) {
            case "user", "function", "tool" -> user(content);
            case "model", "assistant" -> model(content);
            case "system" -> plain(Role.SYSTEM, content);
            default -> throw content.invalid("role", role + " (expected: user or model)");
        }
    }

    private void plain(Role role, ProtoFields content) {
        var ids = ids();
        var parts = content.objects("parts").stream()
                .map(part -> GeminiParts.decode(part, ids))
                .toList();
        add(role, parts, content);
    }

    private MadeIds ids() {
        return new MadeIds("", messages.size());
    }

    private void add(Role role, List<Part> parts, ProtoFields content) {
        if (!parts.isEmpty()) {
            messages.add(new Message(role, parts, null, content.extras(CONTENT)));
        }
    }

    private void model(ProtoFields content) {
        var ids = ids();
        openCalls.clear();
        var parts = new ArrayList<Part>();
        for (var part : content.objects("parts")) {
            var call = part.object("functionCall");
            parts.add(call == null ? GeminiParts.decode(part, ids) : call(part, call, ids));
        }
        add(Role.ASSISTANT, GeminiParts.joinThoughts(parts), content);
    }

    private Part call(ProtoFields part, ProtoFields call, MadeIds ids) {
        var decoded = call(part, call, ids.next());
        if (decoded.content() instanceof Content.ToolCall known) {
            openCalls.add(new OpenCall(known.id(), known.name()));
        }
        return decoded;
    }

    /// A function's call, in a request or an answer. `made` is its id where it has none.
    static Part call(ProtoFields part, ProtoFields call, String made) {
        var id = call.string("id");
        var name = call.requireString("name");
        var args = call.get("args");
        var arguments = args == null ? "{}" : ToolArguments.asText(args);
        return new Part(
                Content.ToolCall.of(id == null || id.isEmpty() ? made : id, name, arguments),
                GeminiSeals.decode(GeminiParts.signature(part)),
                null,
                part.extras(CALL));
    }

    /// Results come first, as a message of their own; what else is in the content follows.
    private void user(ProtoFields content) {
        var ids = ids();
        var results = new ArrayList<Part>();
        var others = new ArrayList<Part>();
        for (var part : content.objects("parts")) {
            var result = part.object("functionResponse");
            if (result == null) {
                others.add(GeminiParts.decode(part, ids));
            } else {
                results.add(new Part(result(result, ids), null, null, part.extras(RESULT)));
            }
        }
        var last = messages.isEmpty() ? null : messages.getLast();
        if (!results.isEmpty() && last != null && last.role() == Role.TOOL) {
            var all = new ArrayList<>(last.parts());
            all.addAll(results);
            messages.set(messages.size() - 1, last.withParts(all));
        } else {
            add(Role.TOOL, results, content);
        }
        add(Role.USER, others, content);
    }

    private Content result(ProtoFields result, MadeIds ids) {
        var name = result.string("name");
        var parts = new ArrayList<Part>();
        var error = response(result.get("response"), parts);
        for (var media : result.objects("parts")) {
            parts.add(Part.of(GeminiParts.media(media)));
        }
        return new Content.ToolResult(callId(result.string("id"), name, ids), name, parts, error);
    }

    private String callId(@Nullable String given, @Nullable String name, MadeIds ids) {
        for (var call : openCalls) {
            var same = given == null || given.isEmpty() ? call.name.equals(name) : call.id.equals(given);
            if (same) {
                openCalls.remove(call);
                return call.id;
            }
        }
        if (given != null && !given.isEmpty()) {
            return given;
        }
        return openCalls.isEmpty() ? ids.next() : openCalls.removeFirst().id;
    }

    /// Reads `{"output": …}`, `{"error": …}` and what libraries write in their place; anything else is its JSON text.
    /// True where it is an error.
    private static boolean response(@Nullable Json response, List<Part> parts) {
        if (response == null) {
            return false;
        }
        for (var wrapper : WRAPPERS) {
            var value = response.member(wrapper);
            var alone = response.members().size() == (response.string("name") == null ? 1 : 2);
            if (value != null && alone) {
                said(value).forEach(text -> parts.add(Part.text(text)));
                return wrapper.equals("error");
            }
        }
        if (!response.members().isEmpty()) {
            parts.add(Part.text(response.raw()));
        }
        return false;
    }

    /// A text, the texts of a list of `{"text": …}`, or the JSON of anything else.
    private static List<String> said(Json value) {
        var text = value.asString();
        if (text != null) {
            return List.of(text);
        }
        var texts = new ArrayList<String>();
        for (var item : value.items()) {
            var said = item.members().size() == 1 ? item.string("text") : null;
            if (said == null) {
                return List.of(value.raw());
            }
            texts.add(said);
        }
        return texts.isEmpty() ? List.of(value.raw()) : texts;
    }
}
