package io.polygate.wire.anthropic;

import io.polygate.model.Content;
import io.polygate.model.Extras;
import io.polygate.model.Message;
import io.polygate.model.Part;
import io.polygate.model.RawJson;
import io.polygate.model.Role;
import io.polygate.wire.Warnings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A conversation as Anthropic wants it: instructions apart, user and assistant in turn, the results of a turn's calls
/// first in the next user message and all in that one, thinking first in its turn.
final class Turns {

    /// A message; `role` is `USER`, `ASSISTANT`, or `SYSTEM` in the middle of the conversation.
    static final class Turn {
        final Role role;
        final Map<String, RawJson> extras = new LinkedHashMap<>();
        List<Part> parts;

        Turn(Role role, List<Part> parts) {
            this.role = role;
            this.parts = new ArrayList<>(parts);
        }

        boolean has(Class<? extends Content> kind) {
            return parts.stream().anyMatch(part -> kind.isInstance(part.content()));
        }

        boolean startsWith(Class<? extends Content> kind) {
            return !parts.isEmpty() && kind.isInstance(parts.getFirst().content());
        }

        /// Moves the parts of a kind to the front; their order among themselves stays.
        void first(Class<? extends Content> kind) {
            var sorted = new ArrayList<Part>(parts.size());
            parts.stream().filter(p -> kind.isInstance(p.content())).forEach(sorted::add);
            parts.stream().filter(p -> !kind.isInstance(p.content())).forEach(sorted::add);
            parts = sorted;
        }
    }

    private final Claude claude;
    private final Warnings warnings;
    private final List<Part> system = new ArrayList<>();
    private final List<Turn> turns = new ArrayList<>();
    private final List<Message> waiting = new ArrayList<>();

    private Turns(Claude claude, Warnings warnings) {
        this.claude = claude;
        this.warnings = warnings;
    }

    static Turns of(List<Message> messages, Claude claude, Warnings warnings) {
        var turns = new Turns(claude, warnings);
        messages.forEach(turns::add);
        turns.release();
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
        warnings.extras(message.extras(), AnthropicDialect.NAME);
        switch (message.role()) {
            case SYSTEM, DEVELOPER -> instructions(message);
            case USER -> say(Role.USER, message);
            case ASSISTANT -> say(Role.ASSISTANT, message);
            case TOOL -> {
                say(Role.USER, message);
                release();
            }
        }
    }

    /// Nothing may come between calls and their results.
    private void instructions(Message message) {
        if (!turns.isEmpty() && turns.getLast().has(Content.ToolCall.class)) {
            waiting.add(message);
        } else {
            instruct(message);
        }
    }

    private void instruct(Message message) {
        var parts = Sayable.ofTurn(Role.SYSTEM, message.parts(), claude, warnings);
        if (turns.isEmpty() || !claude.systemInPlace()) {
            if (!turns.isEmpty()) {
                warnings.add("messages.system", "moved to the start, the model takes none in the middle");
            }
            system.addAll(parts);
        } else if (!parts.isEmpty()) {
            turn(Role.SYSTEM, parts, message.extras());
        }
    }

    /// Lets the instructions in that waited for the results of calls.
    private void release() {
        if (waiting.isEmpty()) {
            return;
        }
        var messages = List.copyOf(waiting);
        waiting.clear();
        messages.forEach(this::instruct);
    }

    private void say(Role role, Message message) {
        if (role == Role.ASSISTANT) {
            release();
        }
        var parts = Sayable.ofTurn(message.role(), message.parts(), claude, warnings);
        if (!parts.isEmpty()) {
            turn(role, parts, message.extras());
        }
    }

    private void turn(Role role, List<Part> parts, Extras extras) {
        if (!turns.isEmpty() && turns.getLast().role == role) {
            turns.getLast().parts.addAll(parts);
        } else {
            turns.add(new Turn(role, parts));
        }
        turns.getLast().extras.putAll(extras.of(AnthropicDialect.NAME));
    }

    private void arrange() {
        for (var turn : turns) {
            if (turn.role == Role.USER) {
                turn.first(Content.ToolResult.class);
            } else if (claude.thinking() == Claude.Thinking.BUDGET && !turn.has(Content.ServerToolCall.class)) {
                turn.first(Content.Reasoning.class);
            }
        }
        if (turns.isEmpty() && !system.isEmpty()) {
            warnings.add("messages", "the instructions are sent as the user's message, there is no other");
            turns.add(new Turn(Role.USER, system));
            system.clear();
        }
        if (!turns.isEmpty() && turns.getLast().role == Role.ASSISTANT) {
            stripEnd(turns.getLast());
        }
    }

    /// An answer that is begun for the model must not end in white space.
    private static void stripEnd(Turn turn) {
        var last = turn.parts.getLast();
        if (last.content() instanceof Content.Text(String text, var citations)) {
            turn.parts.removeLast();
            turn.parts.add(last.withContent(new Content.Text(text.stripTrailing(), citations)));
        }
    }

    /// Whether the model may go on thinking where it is: a turn that goes on with a call's results, or that was begun
    /// for the model, must begin with the thinking that led to it.
    boolean thinkingRestored() {
        for (var i = turns.size() - 1; i >= 0; i--) {
            var turn = turns.get(i);
            if (turn.role == Role.ASSISTANT) {
                var goesOn = i == turns.size() - 1 || turn.has(Content.ToolCall.class);
                return !goesOn || turn.startsWith(Content.Reasoning.class);
            }
        }
        return true;
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
}
