package io.polygate.wire.openai;

import io.polygate.model.Content;
import io.polygate.model.Part;
import io.polygate.wire.CallFragments;
import io.polygate.wire.CallFragments.Fragment;
import io.polygate.wire.OpenParts;
import io.polygate.wire.ToolArguments;
import io.polygate.wire.json.Json;

/// The fragments of calls in a chat stream: `tool_calls` of functions and custom tools, and the `function_call` of
/// before.
final class StreamedCalls {

    private final CallFragments fragments;

    StreamedCalls(int choice, String answerId, OpenParts parts) {
        this.fragments = new CallFragments(choice, answerId, parts);
    }

    /// Whether any call has begun.
    boolean any() {
        return fragments.any();
    }

    void add(Json fragment) {
        var custom = ChatCalls.isCustom(fragment);
        var function = fragment.object(custom ? "custom" : "function");
        var name = function == null ? "" : text(function, "name");
        var arguments = function == null ? "" : ToolArguments.asText(function.get(custom ? "input" : "arguments"));
        fragments.add(
                new Fragment(fragment.number("index"), text(fragment, "id"), name, arguments),
                id -> begun(id, name, fragment));
    }

    /// The single call of the time before tools.
    void addFunction(Json function) {
        var name = text(function, "name");
        fragments.addToLast(new Fragment(null, "", name, text(function, "arguments")), id -> begun(id, name, function));
    }

    private static Part begun(String id, String name, Json fragment) {
        var content = new Content.ToolCall(id, name, "", ChatCalls.isCustom(fragment));
        return Part.of(content).withSeal(ChatCalls.seal(fragment));
    }

    private static String text(Json json, String name) {
        var text = json.string(name);
        return text == null ? "" : text;
    }
}
