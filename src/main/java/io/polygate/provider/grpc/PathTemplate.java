package io.polygate.provider.grpc;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A path of `google.api.http`: segments, `*`, `**`, variables `{a.b=x/*}` and a verb at the end (http.proto, "Path
/// template syntax").
final class PathTemplate {

    /// @param several whether it may stand for several segments: then an encoded slash in it stays encoded
    private record Variable(String field, int from, int to, boolean several) {}

    private final List<String> segments = new ArrayList<>();
    private final List<Variable> variables = new ArrayList<>();
    private final String verb;

    PathTemplate(String template) {
        int colon = template.lastIndexOf(':');
        boolean hasVerb = colon > template.lastIndexOf('/') && colon > template.lastIndexOf('}');
        verb = hasVerb ? template.substring(colon + 1) : "";
        parse(hasVerb ? template.substring(0, colon) : template);
    }

    private void parse(String path) {
        int at = 1;
        while (at <= path.length()) {
            if (at < path.length() && path.charAt(at) == '{') {
                int close = path.indexOf('}', at);
                close = close < 0 ? path.length() : close;
                var inner = path.substring(at + 1, close).split("=", 2);
                int from = segments.size();
                segments.addAll(List.of((inner.length == 1 ? "*" : inner[1]).split("/")));
                boolean several =
                        segments.size() - from > 1 || segments.getLast().equals("**");
                variables.add(new Variable(inner[0], from, segments.size(), several));
                at = close + 2;
            } else {
                int slash = path.indexOf('/', at);
                int end = slash < 0 ? path.length() : slash;
                segments.add(path.substring(at, end));
                at = end + 1;
            }
        }
    }

    /// The variables' values, or null when it is another path.
    @Nullable
    Map<String, String> match(String path) {
        var rest = path;
        if (!verb.isEmpty()) {
            if (!path.endsWith(":" + verb)) {
                return null;
            }
            rest = path.substring(0, path.length() - verb.length() - 1);
        }
        var parts = rest.substring(1).split("/", -1);
        boolean open = segments.contains("**");
        if (open ? parts.length < segments.size() - 1 : parts.length != segments.size()) {
            return null;
        }
        int extra = parts.length - segments.size();
        var starts = new int[segments.size() + 1];
        int at = 0;
        for (int i = 0; i < segments.size(); i++) {
            starts[i] = at;
            var segment = segments.get(i);
            if (segment.equals("**")) {
                at += 1 + extra;
            } else if (segment.equals("*") ? parts[at].isEmpty() : !segment.equals(parts[at])) {
                return null;
            } else {
                at++;
            }
        }
        starts[segments.size()] = at;
        return values(parts, starts);
    }

    /// A variable of several segments keeps their slashes as they came.
    private Map<String, String> values(String[] parts, int[] starts) {
        var values = new LinkedHashMap<String, String>();
        for (var variable : variables) {
            var text = new ArrayList<String>();
            for (int i = starts[variable.from]; i < starts[variable.to]; i++) {
                text.add(variable.several ? decodedButSlashes(parts[i]) : decoded(parts[i]));
            }
            values.put(variable.field, String.join("/", text));
        }
        return values;
    }

    private static String decodedButSlashes(String text) {
        return decoded(text.replace("%2F", "%252F").replace("%2f", "%252f"));
    }

    /// How much of it is said, so that of two that match the one that says more is meant: a verb above all, then the
    /// segments that are words, then those that are one segment at all.
    int weight() {
        int words = 0;
        int open = 0;
        for (var segment : segments) {
            words += segment.startsWith("*") ? 0 : 1;
            open += segment.equals("**") ? 1 : 0;
        }
        return (verb.isEmpty() ? 0 : 1_000_000) + words * 1_000 - open;
    }

    static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }
}
