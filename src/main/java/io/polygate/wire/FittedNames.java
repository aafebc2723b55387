package io.polygate.wire;

import io.polygate.model.ChatRequest;
import io.polygate.model.ChatResponse;
import io.polygate.model.Choice;
import io.polygate.model.Content;
import io.polygate.model.Message;
import io.polygate.model.Part;
import io.polygate.model.StreamEvent;
import io.polygate.model.Tool;
import io.polygate.model.ToolChoice;
import io.polygate.model.Tools;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The names of a request's tools as its backend takes them: in the tools, the choice among them, and the calls and
/// results of the conversation. The calls of the answer get the caller's own names back. A request whose names are all
/// taken stays as it is.
public final class FittedNames {

    private final ToolNameRule rule;
    private final Map<String, String> ownByFitted;
    private final ChatRequest request;

    private FittedNames(ToolNameRule rule, Map<String, String> ownByFitted, ChatRequest request) {
        this.rule = rule;
        this.ownByFitted = ownByFitted;
        this.request = request;
    }

    public static FittedNames of(ChatRequest request, ToolNameRule rule) {
        var names = new FittedNames(rule, new HashMap<>(), request);
        return names.fits() ? names : names.fitted();
    }

    private FittedNames fitted() {
        var tools = request.tools();
        var list = tools.list().stream().map(this::fitted).toList();
        var messages = request.messages().stream()
                .map(message -> renamed(message, this::fit))
                .toList();
        return new FittedNames(
                rule,
                ownByFitted,
                request.withTools(new Tools(list, fitted(tools.choice()), tools.parallel()))
                        .withMessages(messages));
    }

    private boolean fits() {
        for (var tool : request.tools().list()) {
            if (!fits(name(tool))) {
                return false;
            }
        }
        for (var message : request.messages()) {
            for (var part : message.parts()) {
                if (!fits(name(part.content()))) {
                    return false;
                }
            }
        }
        var choice = request.tools().choice();
        return choice == null || choice.names().stream().allMatch(this::fits);
    }

    private boolean fits(@Nullable String name) {
        return name == null || rule.fit(name).equals(name);
    }

    private static @Nullable String name(Tool tool) {
        return switch (tool) {
            case Tool.Function function -> function.name();
            case Tool.Custom custom -> custom.name();
            case Tool.Hosted hosted -> null;
        };
    }

    private static @Nullable String name(Content content) {
        return switch (content) {
            case Content.ToolCall call -> call.name();
            case Content.ToolResult result -> result.name();
            default -> null;
        };
    }

    /// The request with the names that the backend takes.
    public ChatRequest request() {
        return request;
    }

    /// The same for the answer, when the request is on its way.
    public FittedNames sent() {
        return new FittedNames(rule, ownByFitted, ChatRequest.of(request.model(), List.of()));
    }

    /// A whole answer with the caller's own names.
    public ChatResponse own(ChatResponse response) {
        if (ownByFitted.isEmpty()) {
            return response;
        }
        var choices = response.choices().stream()
                .map(choice -> new Choice(
                        choice.index(),
                        renamed(choice.parts(), this::own),
                        choice.finish(),
                        choice.logprobs(),
                        choice.extras()))
                .toList();
        return new ChatResponse(
                response.id(), response.model(), response.created(), choices, response.usage(), response.extras());
    }

    /// An event of an answer with the caller's own name.
    public StreamEvent own(StreamEvent event) {
        return !ownByFitted.isEmpty() && event instanceof StreamEvent.PartStarted(var choice, var part, var start)
                ? new StreamEvent.PartStarted(choice, part, renamed(start, this::own))
                : event;
    }

    private String own(String name) {
        return ownByFitted.getOrDefault(name, name);
    }

    private String fit(String name) {
        var fitted = rule.fit(name);
        if (!fitted.equals(name)) {
            ownByFitted.put(fitted, name);
        }
        return fitted;
    }

    private Tool fitted(Tool tool) {
        return switch (tool) {
            case Tool.Function(var name, var said, var schema, var strict, var cache, var extras) ->
                new Tool.Function(fit(name), said, schema, strict, cache, extras);
            case Tool.Custom(var name, var said, var format, var extras) ->
                new Tool.Custom(fit(name), said, format, extras);
            case Tool.Hosted hosted -> hosted;
        };
    }

    private @Nullable ToolChoice fitted(@Nullable ToolChoice choice) {
        return choice == null
                ? null
                : new ToolChoice(
                        choice.mode(), choice.names().stream().map(this::fit).toList());
    }

    private static Message renamed(Message message, UnaryOperator<String> names) {
        return message.withParts(renamed(message.parts(), names));
    }

    private static List<Part> renamed(List<Part> parts, UnaryOperator<String> names) {
        return parts.stream().map(part -> renamed(part, names)).toList();
    }

    private static Part renamed(Part part, UnaryOperator<String> names) {
        return switch (part.content()) {
            case Content.ToolCall(var id, var name, var arguments, var custom) ->
                part.withContent(new Content.ToolCall(id, names.apply(name), arguments, custom));
            case Content.ToolResult(var id, var name, var parts, var error)
            when name != null -> part.withContent(new Content.ToolResult(id, names.apply(name), parts, error));
            default -> part;
        };
    }
}
