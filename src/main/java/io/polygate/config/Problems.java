package io.polygate.config;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Collects what is wrong, and finds where a path was said, so that a check of the whole can point at a line.
final class Problems {

    private static final int SHOWN = 200;

    private final List<Problem> found = new ArrayList<>();
    private @Nullable Value root;

    /// The tree that paths lead through from now on.
    void of(Value tree) {
        root = tree;
    }

    void add(String origin, String path, String what, String expected) {
        found.add(new Problem(origin, path, what, expected));
    }

    /// Adds a problem of the value at `path`, wherever that was said.
    void at(String path, String what, String expected) {
        add(originOf(path), path, what, expected);
    }

    /// The origin of the path, else of the nearest mapping around it, else "defaults".
    String originOf(String path) {
        return root == null ? "defaults" : place(root, root.origin(), path).origin;
    }

    /// Whether a value stands at the path and nothing was wrong with it.
    boolean sound(String path) {
        return root != null
                && place(root, root.origin(), path).found
                && found.stream().noneMatch(problem -> problem.path().equals(path));
    }

    /// Where a path leads: as far as there is something.
    private record Place(String origin, boolean found) {}

    private static Place place(Value value, String origin, String path) {
        if (path.isEmpty()) {
            return new Place(origin, !(value instanceof Value.Nothing || value instanceof Value.Broken));
        }
        if (path.startsWith("[")) {
            return item(value, origin, path);
        }
        return value instanceof Value.Mapping mapping ? below(mapping, origin, path) : new Place(origin, false);
    }

    /// A single value may stand for a list of one.
    private static Place item(Value value, String origin, String path) {
        int close = path.indexOf(']');
        int index = Integer.parseInt(path, 1, close, 10);
        var rest = rest(path, close + 1);
        if (value instanceof Value.Sequence(var items, var _)) {
            return index < items.size()
                    ? place(items.get(index), items.get(index).origin(), rest)
                    : new Place(origin, false);
        }
        return index == 0 ? place(value, origin, rest) : new Place(origin, false);
    }

    /// A key may hold dots and brackets itself: the longest that fits is meant.
    private static Place below(Value.Mapping mapping, String origin, String path) {
        String longest = null;
        for (var key : mapping.values().keySet()) {
            boolean fits = path.startsWith(key)
                    && (path.length() == key.length() || ".[".indexOf(path.charAt(key.length())) >= 0);
            if (fits && (longest == null || key.length() > longest.length())) {
                longest = key;
            }
        }
        var value = longest == null ? null : mapping.values().get(longest);
        return longest == null || value == null || value instanceof Value.Nothing
                ? new Place(origin, false)
                : place(value, mapping.keyOrigin(longest), rest(path, longest.length()));
    }

    private static String rest(String path, int from) {
        return path.startsWith(".", from) ? path.substring(from + 1) : path.substring(from);
    }

    /// Whether something at the path or below it is already told of.
    boolean hasBelow(String path) {
        return found.stream().anyMatch(problem -> problem.path().startsWith(path));
    }

    /// Takes over what was found elsewhere.
    void addAll(Problems others) {
        found.addAll(others.found);
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    List<Problem> list() {
        return List.copyOf(found);
    }

    /// A value as it may be shown: in quotes, on one line, not endless.
    static String quote(String value) {
        var shown = value.length() > SHOWN ? value.substring(0, SHOWN) + "…" : value;
        return '"' + shown.replace("\\", "\\\\").replace("\"", "\\\"").replaceAll("\\p{Cntrl}", " ") + '"';
    }
}
