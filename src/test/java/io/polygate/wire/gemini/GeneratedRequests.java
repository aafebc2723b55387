package io.polygate.wire.gemini;

import io.polygate.model.Attributes;
import io.polygate.model.ChatRequest;
import io.polygate.model.Content;
import io.polygate.model.Generation;
import io.polygate.model.Message;
import io.polygate.model.Part;
import io.polygate.model.RawJson;
import io.polygate.model.ReasoningRequest;
import io.polygate.model.ReasoningRequest.Effort;
import io.polygate.model.ReasoningRequest.Mode;
import io.polygate.model.ResponseFormat;
import io.polygate.model.Role;
import io.polygate.model.Sampling;
import io.polygate.model.Seal;
import io.polygate.model.Tool;
import io.polygate.model.ToolChoice;
import io.polygate.model.Tools;
import java.util.ArrayList;
import java.util.List;

/// Requests that a model takes as they are, in the normal form that decoders produce.
final class GeneratedRequests {

    private static final RawJson SCHEMA = new RawJson(
            "{\"type\":\"object\",\"description\":\"d\",\"properties\":{\"a\":{\"type\":\"string\",\"enum\":[\"x\"]},"
                    + "\"b\":{\"type\":\"array\",\"items\":{\"type\":[\"integer\",\"null\"]}}},\"required\":[\"a\"]}");

    private final GeneratedValues values;
    private final String model;
    private final boolean third;

    GeneratedRequests(long seed, String model) {
        this.values = new GeneratedValues(seed);
        this.model = model;
        this.third = GeminiModel.of(model).third();
    }

    ChatRequest request() {
        var messages = new ArrayList<Message>();
        if (values.chance(50)) {
            messages.add(message(Role.SYSTEM, List.of(values.part(Content.Text.of(values.text()), null))));
        }
        for (var i = values.random.nextInt(1, 4); i > 0; i--) {
            messages.add(user());
            turn(messages);
        }
        var tools = tools();
        var reasoning = values.maybe(60, this::reasoning);
        var stream = values.chance(50);
        var extras = values.extras(
                30, "safetySettings", "cachedContent", "generationConfig.speechConfig", "toolConfig.retrievalConfig");
        return new ChatRequest(
                model,
                messages,
                tools,
                generation(),
                reasoning,
                format(tools),
                stream,
                stream,
                Attributes.NONE,
                extras);
    }

    private Message message(Role role, List<Part> parts) {
        return new Message(role, parts, null, values.extras(10, "contentMetadata"));
    }

    private Message user() {
        var parts = new ArrayList<Part>();
        for (var i = values.random.nextInt(1, 4); i > 0; i--) {
            var content = values.chance(60) ? Content.Text.of(values.text()) : values.media();
            parts.add(values.part(content, null));
        }
        return message(Role.USER, parts);
    }

    /// What the model said, and what its tools gave back, up to where the user speaks again.
    private void turn(List<Message> messages) {
        for (var i = values.random.nextInt(3); i > 0; i--) {
            var parts = new ArrayList<Part>();
            if (values.chance(40)) {
                parts.add(values.part(values.reasoning(2), values.maybe(50, values::ownSeal)));
            }
            if (values.chance(50)) {
                parts.add(values.part(Content.Text.of(values.text()), values.maybe(30, values::ownSeal)));
            }
            if (values.chance(20)) {
                parts.addAll(values.serverTool());
            }
            if (values.chance(20)) {
                parts.add(values.opaque());
            }
            var calls = new ArrayList<Content.ToolCall>();
            for (var n = values.random.nextInt(1, 4); n > 0; n--) {
                var call = (Content.ToolCall) values.call();
                Seal seal = calls.isEmpty() && third ? values.ownSeal() : values.maybe(20, values::ownSeal);
                parts.add(values.part(call, seal));
                calls.add(call);
            }
            messages.add(message(Role.ASSISTANT, parts));
            messages.add(message(Role.TOOL, calls.stream().map(this::result).toList()));
        }
        messages.add(message(Role.ASSISTANT, List.of(values.part(Content.Text.of(values.text()), null))));
    }

    private Part result(Content.ToolCall call) {
        var parts = new ArrayList<Part>();
        var error = values.chance(20);
        if (error || values.chance(80)) {
            parts.add(Part.text(values.chance(20) ? "{\"output\":{\"error\":1}}" : values.text()));
        }
        if (third && values.chance(30)) {
            parts.add(Part.of(values.media()));
        }
        return values.part(new Content.ToolResult(call.id(), call.name(), parts, error), null);
    }

    private Tools tools() {
        var tools = new ArrayList<Tool>();
        if (values.chance(30)) {
            tools.add(new Tool.Hosted("gemini", Tool.Kind.WEB_SEARCH, new RawJson("{\"googleSearch\":{}}")));
        }
        var functions = values.chance(60) ? values.random.nextInt(1, 4) : 0;
        for (var i = 0; i < functions; i++) {
            tools.add(new Tool.Function(
                    values.name() + i,
                    values.maybe(50, values::text),
                    values.maybe(70, () -> SCHEMA),
                    null,
                    null,
                    values.extras(20, "behavior")));
        }
        return new Tools(tools, functions == 0 ? null : values.maybe(50, this::choice), null);
    }

    private ToolChoice choice() {
        return values.one(
                ToolChoice.of(ToolChoice.Mode.AUTO),
                ToolChoice.of(ToolChoice.Mode.NONE),
                ToolChoice.of(ToolChoice.Mode.REQUIRED),
                ToolChoice.named("weather0"),
                new ToolChoice(ToolChoice.Mode.AUTO, List.of("weather0", "f-11")));
    }

    private Generation generation() {
        var sampling = new Sampling(
                values.maybe(30, () -> values.one(0.0, 0.7, 1.0, 1e-7)),
                values.maybe(30, () -> 0.95),
                values.maybe(30, () -> 64L),
                values.maybe(20, () -> -0.5),
                values.maybe(20, () -> 2.0),
                values.maybe(20, () -> values.one(0L, -7L, 1L << 30)));
        return new Generation(
                values.maybe(40, () -> 50_000L),
                sampling,
                values.chance(30) ? List.of(values.text(), "END") : List.of(),
                values.maybe(20, () -> 2L),
                values.maybe(20, () -> true),
                values.maybe(20, () -> 5L),
                null,
                values.chance(20) ? List.of("text", "image") : List.of(),
                null);
    }

    private ReasoningRequest reasoning() {
        var shown = values.one("auto", "omitted");
        if (values.chance(30)) {
            return new ReasoningRequest(Mode.ADAPTIVE, null, null, shown);
        }
        if (third) {
            var effort = values.one(Effort.MINIMAL, Effort.LOW, Effort.MEDIUM, Effort.HIGH);
            return new ReasoningRequest(null, effort, null, shown);
        }
        return values.chance(20)
                ? new ReasoningRequest(Mode.DISABLED, null, null, "omitted")
                : new ReasoningRequest(null, null, (long) values.random.nextInt(1, 24_576), shown);
    }

    private ResponseFormat format(Tools tools) {
        var functions = tools.list().stream().anyMatch(tool -> tool instanceof Tool.Function);
        if (functions && !third) {
            return values.maybe(20, ResponseFormat.Text::new);
        }
        return values.one(
                null,
                new ResponseFormat.Text(),
                new ResponseFormat.JsonObject(),
                new ResponseFormat.JsonSchema(null, null, SCHEMA, null));
    }
}
