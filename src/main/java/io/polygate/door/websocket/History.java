package io.polygate.door.websocket;

import io.polygate.wire.json.JsonWriter;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// What a connection remembers of its conversation: at most 50 turns and 256 Ki characters; the oldest turns go first.
final class History {

    /// Longest text of a turn's answer that is worth keeping.
    static final int MAX_CHARACTERS = 256 * 1024;

    private static final int MAX_TURNS = 50;

    private final Deque<Turn> turns = new ArrayDeque<>(1);
    private @Nullable String system;
    private int characters;

    private record Turn(String asked, String answered) {

        int length() {
            return asked.length() + answered.length();
        }
    }

    /// What every chat begins with from now on; nothing where it is empty.
    void begin(String content) {
        system = content.isEmpty() ? null : content;
    }

    void remember(String asked, String answered) {
        var turn = new Turn(asked, answered);
        turns.add(turn);
        characters += turn.length();
        while (turns.size() > MAX_TURNS || characters > MAX_CHARACTERS) {
            characters -= turns.removeFirst().length();
        }
    }

    /// Writes the messages that go before the next one.
    void write(JsonWriter json, boolean withTurns) {
        if (system != null) {
            message(json, "system", system);
        }
        if (withTurns) {
            for (var turn : turns) {
                message(json, "user", turn.asked);
                message(json, "assistant", turn.answered);
            }
        }
    }

    static void message(JsonWriter json, String role, String content) {
        json.object().field("role", role).field("content", content).endObject();
    }
}
