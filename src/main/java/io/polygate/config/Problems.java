package io.polygate.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Collects what is wrong, and remembers where each path was said, so that a check of the whole can point at a line.
final class Problems {

    private static final int SHOWN = 200;

    private final List<Problem> found = new ArrayList<>();
    private final Map<String, String> origins = new HashMap<>();

    void said(String path, String origin) {
        origins.put(path, origin);
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
        for (var around = path; !around.isEmpty(); around = parent(around)) {
            var origin = origins.get(around);
            if (origin != null) {
                return origin;
            }
        }
        return origins.getOrDefault("", "defaults");
    }

    /// Whether a value stands at the path and nothing was wrong with it.
    boolean sound(String path) {
        return origins.containsKey(path)
                && found.stream().noneMatch(problem -> problem.path().equals(path));
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

    private static String parent(String path) {
        var cut = Math.max(path.lastIndexOf('.'), path.lastIndexOf('['));
        return cut < 0 ? "" : path.substring(0, cut);
    }
}
