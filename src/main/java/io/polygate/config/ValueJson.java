package io.polygate.config;

import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Writes a tree as JSON: for data that somebody else knows how to read.
final class ValueJson {

    private static final Pattern BARE = Pattern.compile("true|false|null|0|-?[1-9][0-9]{0,17}");

    private ValueJson() {}

    /// `{}` for nothing.
    static String write(@Nullable Value value) {
        return switch (value) {
            case null -> "{}";
            case Value.Nothing _, Value.Broken _ -> "null";
            case Value.Scalar scalar -> BARE.matcher(scalar.text()).matches() ? scalar.text() : quoted(scalar.text());
            case Value.Sequence sequence ->
                sequence.items().stream().map(ValueJson::write).collect(Collectors.joining(",", "[", "]"));
            case Value.Mapping mapping ->
                mapping.values().entrySet().stream()
                        .map(entry -> quoted(entry.getKey()) + ":" + write(entry.getValue()))
                        .collect(Collectors.joining(",", "{", "}"));
        };
    }

    private static String quoted(String text) {
        var quoted = new StringBuilder("\"");
        text.chars().forEach(c -> {
            if (c == '"' || c == '\\') {
                quoted.append('\\').append((char) c);
            } else if (c < ' ') {
                quoted.append(String.format("\\u%04x", c));
            } else {
                quoted.append((char) c);
            }
        });
        return quoted.append('"').toString();
    }
}
