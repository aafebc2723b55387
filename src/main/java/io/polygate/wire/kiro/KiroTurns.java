package io.polygate.wire.kiro;

import io.polygate.model.Content;
import io.polygate.model.Message;
import io.polygate.model.Part;
import io.polygate.model.Role;
import io.polygate.model.Source;
import io.polygate.wire.Warnings;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// A conversation as Kiro wants it: user and assistant in turn from user to user, instructions apart, and for each call
/// exactly one result in the turn after it.
final class KiroTurns {

    record Turn(boolean user, List<Part> parts) {

        List<Content.ToolCall> calls() {
            return parts.stream()
                    .map(Part::content)
                    .filter(Content.ToolCall.class::isInstance)
                    .map(Content.ToolCall.class::cast)
                    .toList();
        }

        List<Content.ToolResult> results() {
            return parts.stream()
                    .map(Part::content)
                    .filter(Content.ToolResult.class::isInstance)
                    .map(Content.ToolResult.class::cast)
                    .toList();
        }
    }

    private final Warnings warnings;
    private final StringBuilder system = new StringBuilder();
    private final List<Turn> turns = new ArrayList<>();

    private KiroTurns(Warnings warnings) {
        this.warnings = warnings;
    }

    static KiroTurns of(List<Message> messages, Warnings warnings) {
        var turns = new KiroTurns(warnings);
        messages.forEach(turns::add);
        turns.arrange();
        return turns;
    }

    String system() {
        return system.toString();
    }

    List<Turn> turns() {
        return turns;
    }

    private void add(Message message) {
        warnings.extras(message.extras(), KiroDialect.NAME);
        if (message.role() == Role.SYSTEM || message.role() == Role.DEVELOPER) {
            var text = text(message.parts());
            system.append(system.isEmpty() || text.isEmpty() ? "" : "\n\n").append(text);
            return;
        }
        boolean user = message.role() != Role.ASSISTANT;
        if (turns.isEmpty() || turns.getLast().user != user) {
            turns.add(new Turn(user, new ArrayList<>()));
        }
        turns.getLast().parts.addAll(message.parts());
    }

    private void arrange() {
        if (!turns.isEmpty() && !turns.getLast().user) {
            if (turns.getLast().calls().isEmpty()) {
                warnings.add("messages", "the answer that was begun for the model is left out");
                turns.removeLast();
            }
        }
        if (turns.isEmpty() || !turns.getLast().user) {
            turns.add(new Turn(true, new ArrayList<>()));
        }
        if (!turns.getFirst().user) {
            turns.addFirst(new Turn(true, new ArrayList<>()));
        }
        for (var i = 0; i < turns.size(); i++) {
            if (turns.get(i).user) {
                match(i == 0 ? List.of() : turns.get(i - 1).calls(), turns.get(i));
            }
        }
    }

    /// Calls without a result get an empty one; results without a call are told as text.
    private void match(List<Content.ToolCall> calls, Turn turn) {
        Set<String> open = new LinkedHashSet<>();
        calls.forEach(call -> open.add(call.id()));
        for (var i = 0; i < turn.parts.size(); i++) {
            if (turn.parts.get(i).content() instanceof Content.ToolResult result && !open.remove(result.callId())) {
                warnings.add("messages.tool_result", "told as text, no call has its id");
                turn.parts.set(i, Part.text(text(result.parts())));
            }
        }
        for (var id : open) {
            warnings.add("messages.tool_call", "answered with an empty result, there was none");
            turn.parts.add(Part.of(new Content.ToolResult(id, null, List.of(), true)));
        }
    }

    /// The texts of parts, one below the other; documents in plain text are texts too.
    static String text(List<Part> parts) {
        var text = new StringBuilder();
        for (var part : parts) {
            var said =
                    switch (part.content()) {
                        case Content.Text t -> t.text();
                        case Content.Refusal r -> r.text();
                        case Content.Media media when media.source() instanceof Source.PlainText plain -> plain.text();
                        default -> "";
                    };
            text.append(text.isEmpty() || said.isEmpty() ? "" : "\n").append(said);
        }
        return text.toString();
    }
}
