package io.polygate.edge;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A path with `{name}` segments or a final `/*`.
final class PathPattern {

    private final String[] segments;
    private final boolean open;

    PathPattern(String path) {
        open = path.endsWith("/*");
        segments = (open ? path.substring(0, path.length() - 2) : path).split("/", -1);
    }

    static boolean isExact(String path) {
        return path.indexOf('{') < 0 && !path.endsWith("/*");
    }

    /// What [#match] wants of a path.
    static String[] segments(String path) {
        return path.split("/", -1);
    }

    /// The values of the named segments, or null when the path is another one.
    @Nullable
    Map<String, String> match(String[] parts) {
        if (open ? parts.length < segments.length : parts.length != segments.length) {
            return null;
        }
        for (int i = 0; i < segments.length; i++) {
            if (named(segments[i]) ? parts[i].isEmpty() : !segments[i].equals(parts[i])) {
                return null;
            }
        }
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < segments.length; i++) {
            if (named(segments[i])) {
                values.put(segments[i].substring(1, segments[i].length() - 1), parts[i]);
            }
        }
        return values;
    }

    private static boolean named(String segment) {
        return segment.startsWith("{");
    }
}
