package io.polygate.wire.dashscope;

import java.util.function.Consumer;

/// The pieces of a text that comes either in pieces or, from models that were not asked or don't listen, as all of it
/// so far in each event.
///
/// Which it is shows at the third text at the latest: of a text that grows, each begins with the one before. The second
/// is held back while that may be either. Holds one text.
final class Increments {

    private enum Mode {
        UNKNOWN,
        PIECES,
        GROWING
    }

    private final Consumer<String> next;
    private Mode mode = Mode.UNKNOWN;
    private String first = "";
    private String held = "";
    private int told;

    Increments(Consumer<String> next) {
        this.next = next;
    }

    void add(String text) {
        switch (mode) {
            case PIECES -> emit(text);
            case GROWING -> rest(text);
            case UNKNOWN -> decide(text);
        }
    }

    private void decide(String text) {
        if (first.isEmpty()) {
            first = text;
            emit(text);
        } else if (held.isEmpty() && text.length() > first.length() && text.startsWith(first)) {
            held = text;
        } else if (!held.isEmpty() && text.startsWith(held)) {
            mode = Mode.GROWING;
            told = first.length();
            rest(text);
        } else {
            mode = Mode.PIECES;
            emit(held);
            emit(text);
            held = "";
        }
    }

    /// Hands out what was held back: of two texts, the second holds the first.
    void finish() {
        if (mode == Mode.UNKNOWN && !held.isEmpty()) {
            emit(held.substring(first.length()));
        }
        mode = Mode.PIECES;
        held = "";
    }

    private void rest(String text) {
        if (text.length() > told) {
            emit(text.substring(told));
            told = text.length();
        }
    }

    private void emit(String text) {
        if (!text.isEmpty()) {
            next.accept(text);
        }
    }
}
