package io.polygate.wire.replay;

import io.polygate.model.ChatRequest;
import io.polygate.model.ChatResponse;
import io.polygate.model.Choice;
import io.polygate.model.Content;
import io.polygate.model.Extras;
import io.polygate.model.FinishReason;
import io.polygate.model.FinishReason.Unified;
import io.polygate.model.Generation;
import io.polygate.model.Message;
import io.polygate.model.Part;
import io.polygate.model.RawJson;
import io.polygate.model.Role;
import io.polygate.model.Sampling;
import io.polygate.model.Source;
import io.polygate.model.Tool;
import io.polygate.model.ToolChoice;
import io.polygate.model.Tools;
import io.polygate.model.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Random canonical values in normal form, of what every dialect can say: texts in all scripts, pictures, calls with
/// their results, tools, reasoning, usage.
final class Generated {

    private static final List<String> PIECES = List.of(
            "Hello",
            " ",
            "\n",
            "\"quoted\"",
            "\\",
            "漢字",
            "😀",
            "\u2028",
            "</think>",
            "é",
            "{\"a\":1}",
            "\t",
            "0",
            "data: ");

    private final Random random;

    Generated(long seed) {
        random = new Random(seed);
    }

    String text() {
        var text = new StringBuilder("t");
        for (var i = random.nextInt(6); i > 0; i--) {
            text.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        return text.toString();
    }

    ChatResponse response() {
        var parts = new ArrayList<Part>();
        if (random.nextBoolean()) {
            parts.add(Part.of(Content.Reasoning.of(text())));
        }
        if (random.nextInt(4) > 0) {
            parts.add(Part.text(text()));
        }
        var calls = random.nextInt(3);
        for (var i = 0; i < calls; i++) {
            parts.add(call("call_" + i));
        }
        var reason = calls > 0 ? Unified.TOOL_CALLS : random.nextBoolean() ? Unified.STOP : Unified.LENGTH;
        var thought = random.nextInt(50);
        var usage = new Usage(
                random.nextInt(1000),
                random.nextInt(100),
                0,
                0,
                0,
                0,
                random.nextInt(1000),
                thought,
                0,
                0,
                0,
                Extras.NONE);
        var choice = Choice.of(parts, FinishReason.of(reason, null));
        return new ChatResponse(
                "answer-" + random.nextInt(), "model", 1_700_000_000, List.of(choice), usage, Extras.NONE);
    }

    private Part call(String id) {
        return Part.of(Content.ToolCall.of(
                id, "tool_" + random.nextInt(3), "{\"a\":\"" + random.nextInt() + "\",\"b\":[1,2.5]}"));
    }

    ChatRequest request() {
        var messages = new ArrayList<Message>();
        if (random.nextBoolean()) {
            messages.add(Message.text(Role.SYSTEM, text()));
        }
        for (var turn = random.nextInt(4); turn >= 0; turn--) {
            messages.add(Message.of(Role.USER, userParts()));
            if (turn > 0) {
                assistant(messages);
            }
        }
        var sampling =
                new Sampling(random.nextInt(10) / 10.0, random.nextBoolean() ? 0.9 : null, null, null, null, null);
        var generation = new Generation(
                1L + random.nextInt(4000),
                sampling,
                random.nextBoolean() ? List.of("END") : List.of(),
                null,
                null,
                null,
                null,
                List.of(),
                null);
        return ChatRequest.of("model", messages).withTools(tools()).withGeneration(generation);
    }

    private List<Part> userParts() {
        var parts = new ArrayList<Part>();
        parts.add(Part.text(text()));
        if (random.nextInt(3) == 0) {
            parts.add(Part.of(Content.Media.image(new Source.Base64("image/png", "QUJDRA=="))));
        }
        return parts;
    }

    private void assistant(List<Message> messages) {
        var calls = random.nextInt(3);
        var said = new ArrayList<Part>();
        var results = new ArrayList<Part>();
        if (calls == 0 || random.nextBoolean()) {
            said.add(Part.text(text()));
        }
        for (var i = 0; i < calls; i++) {
            var id = "call_" + messages.size() + "_" + i;
            said.add(call(id));
            results.add(Part.of(new Content.ToolResult(id, null, List.of(Part.text(text())), false)));
        }
        messages.add(Message.of(Role.ASSISTANT, said));
        if (calls > 0) {
            messages.add(Message.of(Role.TOOL, results));
        }
    }

    private Tools tools() {
        var schema =
                new RawJson("{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"}},\"required\":[\"a\"]}");
        var tools = List.<Tool>of(Tool.Function.of("tool_0", text(), schema), Tool.Function.of("tool_1", null, schema));
        return switch (random.nextInt(4)) {
            case 0 -> Tools.NONE;
            case 1 -> new Tools(tools, ToolChoice.of(ToolChoice.Mode.AUTO), null);
            case 2 -> new Tools(tools, ToolChoice.named("tool_1"), null);
            default -> new Tools(tools, ToolChoice.of(ToolChoice.Mode.REQUIRED), null);
        };
    }
}
