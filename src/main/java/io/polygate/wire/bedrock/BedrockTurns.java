package io.polygate.wire.bedrock;

import io.polygate.model.Content;
import io.polygate.model.Message;
import io.polygate.model.Part;
import io.polygate.model.Role;
import io.polygate.wire.Warnings;
import java.util.ArrayList;
import java.util.List;

/// A conversation as Converse wants it: instructions apart, user and assistant in turn from the user on, the results
/// of a turn's calls first in the next user message.
final class BedrockTurns {

    /// A message; `user` or the assistant.
    record Turn(boolean user, List<Part> parts) {}

    private final Warnings warnings;
    private final List<Part> system = new ArrayList<>();
    private final List<Turn> turns = new ArrayList<>();

    private BedrockTurns(Warnings warnings) {
        this.warnings = warnings;
    }

    static BedrockTurns of(List<Message> messages, Warnings warnings) {
        var turns = new BedrockTurns(warnings);
        messages.forEach(turns::add);
        turns.arrange();
        return turns;
    }

    List<Part> system() {
        return system;
    }

    List<Turn> turns() {
        return turns;
    }

    private void add(Message message) {
        if (message.name() != null) {
            warnings.unsupported("messages.name");
        }
        warnings.extras(message.extras(), BedrockDialect.NAME);
        if (message.role() == Role.SYSTEM || message.role() == Role.DEVELOPER) {
            if (!turns.isEmpty()) {
                warnings.add("messages.system", "moved to the start, the model takes none in the middle");
            }
            system.addAll(message.parts());
            return;
        }
        boolean user = message.role() != Role.ASSISTANT;
        if (turns.isEmpty() || turns.getLast().user != user) {
            turns.add(new Turn(user, new ArrayList<>()));
        }
        turns.getLast().parts.addAll(message.parts());
    }

    private void arrange() {
        for (var turn : turns) {
            turn.parts.sort((a, b) -> Integer.compare(rank(turn, a), rank(turn, b)));
        }
        if (turns.isEmpty() && !system.isEmpty()) {
            warnings.add("messages", "the instructions are sent as the user's message, there is no other");
            turns.add(new Turn(true, new ArrayList<>(system)));
            system.clear();
        }
        if (!turns.isEmpty() && !turns.getFirst().user) {
            warnings.add("messages", "begins with the assistant, a turn of the user was put before");
            turns.addFirst(new Turn(true, List.of(Part.text("."))));
        }
    }

    /// Results come first.
    private static int rank(Turn turn, Part part) {
        var content = part.content();
        return turn.user ? content instanceof Content.ToolResult ? 0 : 1 : 0;
    }

    /// The names of the tools that were called so far, each once.
    List<String> calledTools() {
        return turns.stream()
                .flatMap(turn -> turn.parts.stream())
                .filter(part -> part.content() instanceof Content.ToolCall)
                .map(part -> ((Content.ToolCall) part.content()).name())
                .distinct()
                .toList();
    }

    /// Whether the last turn of the assistant goes on without the thinking that led to it.
    boolean thinkingRestored() {
        for (var i = turns.size() - 1; i >= 0; i--) {
            var turn = turns.get(i);
            if (!turn.user) {
                boolean calls = turn.parts.stream().anyMatch(part -> part.content() instanceof Content.ToolCall);
                boolean goesOn = i == turns.size() - 1 || calls;
                return !goesOn
                        || turn.parts.stream().anyMatch(part -> part.content() instanceof Content.Reasoning)
                                && turn.parts.stream().anyMatch(part -> part.seal() != null);
            }
        }
        return true;
    }
}
