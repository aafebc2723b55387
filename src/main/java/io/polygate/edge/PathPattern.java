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

    /// The values of the named segments, or null when `path` is another one.
    @Nullable
    Map<String, String> match(String path) {
        var parts = path.split("/", -1);
        if (open ? parts.length < segments.length : parts.length != segments.length) {
            return null;
        }
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < segments.length; i++) {
            var segment = segments[i];
            if (segment.startsWith("{")) {
                if (parts[i].isEmpty()) {
                    return null;
                }
                values.put(segment.substring(1, segment.length() - 1), parts[i]);
            } else if (!segment.equals(parts[i])) {
                return null;
            }
        }
        return values;
    }
}
