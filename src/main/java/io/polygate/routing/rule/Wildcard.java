package io.polygate.routing.rule;

import org.jspecify.annotations.Nullable;

/// A text in which each `*` stands for any characters, also for none.
public final class Wildcard {

    private final String text;
    private final String[] pieces;

    public Wildcard(String text) {
        this.text = text;
        this.pieces = text.split("\\*", -1);
    }

    /// Whether it holds a `*` at all.
    static boolean is(String text) {
        return text.indexOf('*') >= 0;
    }

    /// What stands before the first `*`, or the whole.
    String prefix() {
        return pieces[0];
    }

    /// What stands after the last `*`.
    String suffix() {
        return pieces[pieces.length - 1];
    }

    public boolean matches(String name) {
        if (pieces.length == 1) {
            return name.equals(text);
        }
        int end = name.length() - suffix().length();
        if (end < prefix().length() || !name.startsWith(prefix()) || !name.endsWith(suffix())) {
            return false;
        }
        int at = prefix().length();
        for (int i = 1; i < pieces.length - 1; i++) {
            int found = name.indexOf(pieces[i], at);
            if (found < 0 || found + pieces[i].length() > end) {
                return false;
            }
            at = found + pieces[i].length();
        }
        return true;
    }

    /// What the first `*` stands for in a name that matches.
    String captured(String name) {
        int start = prefix().length();
        if (pieces.length == 1) {
            return "";
        }
        int end = pieces.length == 2 ? name.length() - suffix().length() : name.indexOf(pieces[1], start);
        return name.substring(start, Math.max(start, end));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Wildcard wildcard && wildcard.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
