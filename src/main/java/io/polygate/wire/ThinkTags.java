package io.polygate.wire;

import java.util.function.Consumer;

/// Splits content that begins with `<think>…</think>` into reasoning and text, in pieces cut anywhere.
///
/// Only at the very start of a content (after white space): a later tag is text that speaks of tags. For one content.
public final class ThinkTags {

    private static final String OPEN = "<think>";
    private static final String CLOSE = "</think>";

    private static final int MAX_HELD = 64;

    private enum State {
        START,
        THINKING,
        TEXT
    }

    private final Consumer<String> reasoning;
    private final Consumer<String> text;
    private final StringBuilder held = new StringBuilder();
    private State state = State.START;

    public ThinkTags(Consumer<String> reasoning, Consumer<String> text) {
        this.reasoning = reasoning;
        this.text = text;
    }

    public void push(String piece) {
        if (state == State.TEXT) {
            text.accept(piece);
            return;
        }
        held.append(piece);
        if (state == State.START) {
            begin();
        }
        if (state == State.THINKING) {
            think();
        }
    }

    /// The content is at its end: hands out what was held back.
    public void finish() {
        emit(state == State.THINKING ? reasoning : text, held.length());
    }

    private void begin() {
        var content = held.toString().stripLeading();
        if (content.startsWith(OPEN)) {
            held.delete(0, held.length() - content.length() + OPEN.length());
            state = State.THINKING;
        } else if (!OPEN.startsWith(content) || held.length() > MAX_HELD) {
            state = State.TEXT;
            emit(text, held.length());
        }
    }

    private void think() {
        var close = held.indexOf(CLOSE);
        if (close >= 0) {
            emit(reasoning, close);
            held.delete(0, CLOSE.length());
            state = State.TEXT;
            emit(text, held.length());
            return;
        }
        var keep = CLOSE.length() - 1;
        while (keep > 0 && !endsWith(CLOSE.substring(0, keep))) {
            keep--;
        }
        emit(reasoning, held.length() - keep);
    }

    private boolean endsWith(String end) {
        return held.length() >= end.length() && held.indexOf(end, held.length() - end.length()) >= 0;
    }

    private void emit(Consumer<String> to, int length) {
        if (length > 0) {
            to.accept(held.substring(0, length));
            held.delete(0, length);
        }
    }
}
