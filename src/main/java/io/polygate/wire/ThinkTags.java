package io.polygate.wire;

import java.util.function.Consumer;

/// Splits content that begins with `<think>…</think>` into reasoning and text, in pieces cut anywhere.
///
/// Only at the very start of a content (after white space): a later tag is text that speaks of tags. For one content.
public final class ThinkTags {

    private static final int MAX_HELD = 64;

    private enum State {
        START,
        THINKING,
        TEXT
    }

    private final String open;
    private final String close;
    private final Consumer<String> reasoning;
    private final Consumer<String> text;
    private final StringBuilder held = new StringBuilder();
    private State state = State.START;

    public ThinkTags(Consumer<String> reasoning, Consumer<String> text) {
        this("think", reasoning, text);
    }

    /// For a vendor who calls the tag otherwise.
    public ThinkTags(String tag, Consumer<String> reasoning, Consumer<String> text) {
        this.open = "<" + tag + ">";
        this.close = "</" + tag + ">";
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
        if (content.startsWith(open)) {
            held.delete(0, held.length() - content.length() + open.length());
            state = State.THINKING;
        } else if (!open.startsWith(content) || held.length() > MAX_HELD) {
            state = State.TEXT;
            emit(text, held.length());
        }
    }

    private void think() {
        var end = held.indexOf(close);
        if (end >= 0) {
            emit(reasoning, end);
            held.delete(0, close.length());
            state = State.TEXT;
            emit(text, held.length());
            return;
        }
        var keep = close.length() - 1;
        while (keep > 0 && !endsWith(close.substring(0, keep))) {
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
