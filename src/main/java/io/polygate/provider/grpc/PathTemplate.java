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

    private record Variable(String field, int from, int to) {}

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
                variables.add(new Variable(inner[0], from, segments.size()));
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
                text.add(decoded(parts[i]));
            }
            values.put(variable.field, String.join("/", text));
        }
        return values;
    }

    static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }
}
