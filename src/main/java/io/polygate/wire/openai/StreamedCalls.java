package io.polygate.wire.openai;

import io.polygate.model.Content;
import io.polygate.model.Part;
import io.polygate.wire.CallIds;
import io.polygate.wire.OpenParts;
import io.polygate.wire.ToolArguments;
import io.polygate.wire.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Puts the fragments of streamed calls together: by index where there is one, else by id, else to the last call.
///
/// Vendors repeat ids, send them empty, omit the index, start it at 1, or give every call of a turn the index 0.
final class StreamedCalls {

    private static final class Call {
        final @Nullable Long index;
        String id = "";
        final StringBuilder early = new StringBuilder();
        int part = -1;

        Call(@Nullable Long index) {
            this.index = index;
        }
    }

    /// What arrives before a call's name; more is no call.
    private static final int MAX_EARLY = 64 * 1024;

    private final int choice;
    private final String answerId;
    private final OpenParts parts;
    private final List<Call> calls = new ArrayList<>();

    StreamedCalls(int choice, String answerId, OpenParts parts) {
        this.choice = choice;
        this.answerId = answerId;
        this.parts = parts;
    }

    /// Whether any call has begun.
    boolean any() {
        return calls.stream().anyMatch(call -> call.part >= 0);
    }

    void add(Json fragment) {
        var custom = ChatCalls.isCustom(fragment);
        var function = fragment.object(custom ? "custom" : "function");
        var id = text(fragment, "id");
        var name = function == null ? "" : text(function, "name");
        var call = find(fragment.number("index"), id, name);
        call.id = id.isEmpty() ? call.id : id;
        var arguments = function == null ? "" : ToolArguments.asText(function.get(custom ? "input" : "arguments"));
        add(call, name, arguments, fragment);
    }

    /// The single call of the time before tools.
    void addFunction(Json function) {
        var call = calls.isEmpty() ? open(null) : calls.getLast();
        add(call, text(function, "name"), text(function, "arguments"), function);
    }

    private void add(Call call, String name, String arguments, Json fragment) {
        if (call.part < 0 && !name.isEmpty()) {
            var id = call.id.isEmpty() ? CallIds.made(answerId, choice, calls.indexOf(call)) : call.id;
            var content = new Content.ToolCall(id, name, "", ChatCalls.isCustom(fragment));
            call.part = parts.call(Part.of(content).withSeal(ChatCalls.seal(fragment)));
            if (!call.early.isEmpty()) {
                parts.arguments(call.part, call.early.toString());
            }
        }
        if (arguments.isEmpty()) {
            return;
        }
        if (call.part >= 0) {
            parts.arguments(call.part, arguments);
        } else if (call.early.length() < MAX_EARLY) {
            call.early.append(arguments);
        }
    }

    private Call find(@Nullable Long index, String id, String name) {
        if (index == null && id.isEmpty()) {
            return calls.isEmpty() || (!name.isEmpty() && calls.getLast().part >= 0) ? open(null) : calls.getLast();
        }
        for (var i = calls.size() - 1; i >= 0; i--) {
            var call = calls.get(i);
            var same = index == null ? call.id.equals(id) : index.equals(call.index);
            if (same) {
                return another(call, id, name) ? open(index) : call;
            }
        }
        return open(index);
    }

    /// The same index with another id and a name is another call.
    private static boolean another(Call call, String id, String name) {
        return !id.isEmpty() && !call.id.isEmpty() && !id.equals(call.id) && !name.isEmpty();
    }

    private Call open(@Nullable Long index) {
        var call = new Call(index);
        calls.add(call);
        return call;
    }

    private static String text(Json json, String name) {
        var text = json.string(name);
        return text == null ? "" : text;
    }
}
