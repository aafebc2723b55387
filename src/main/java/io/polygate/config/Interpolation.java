package io.polygate.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Replaces `${NAME}`, `${NAME:-default}` and `${file:/path}` inside values; `$${` stands for a plain `${`.
///
/// The default is taken where the variable is unset or empty, and may hold references itself. Of a file one line break
/// at its end is dropped.
final class Interpolation {

    private static final int MAX_FILE_BYTES = 1 << 20;
    private static final int MAX_DEPTH = 16;
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{([^}]*)}");
    private static final Pattern VARIABLE = Pattern.compile("([A-Za-z_][A-Za-z0-9_]*)(?::-(.*))?", Pattern.DOTALL);

    private final @Nullable Map<String, String> environment;
    private final Set<Path> files = new LinkedHashSet<>();

    Interpolation(@Nullable Map<String, String> environment) {
        this.environment = environment;
    }

    /// One that knows nothing to put in and leaves everything as it stands.
    static Interpolation none() {
        return new Interpolation(null);
    }

    /// The variables that a text needs: those that it names without a default.
    static List<String> required(String raw) {
        return REFERENCE
                .matcher(raw)
                .results()
                .map(reference -> VARIABLE.matcher(reference.group(1)))
                .filter(variable -> variable.matches() && variable.group(2) == null)
                .map(variable -> variable.group(1))
                .toList();
    }

    /// The files that were read, so that a change of one is a change of the configuration.
    Set<Path> files() {
        return Set.copyOf(files);
    }

    /// Counts a file among those that were read.
    void watch(Path file) {
        files.add(file);
    }

    /// The value, or [Value.Broken] with a problem where a reference leads nowhere.
    Value resolve(String raw, String path, String origin, Problems problems) {
        if (environment == null || !raw.contains("${")) {
            return new Value.Scalar(raw, raw, origin);
        }
        var expansion = new Expansion(environment);
        var text = expansion.expand(raw, 0);
        if (expansion.found == null) {
            return new Value.Scalar(text, raw, origin);
        }
        problems.add(origin, path, Problems.quote(expansion.found), expansion.expected);
        return new Value.Broken(origin);
    }

    /// One value's expansion; what could not be found is kept, without the text around it, which may be a secret.
    private final class Expansion {

        private final Map<String, String> variables;
        private @Nullable String found;
        private String expected = "";

        Expansion(Map<String, String> variables) {
            this.variables = variables;
        }

        String expand(String raw, int depth) {
            var text = new StringBuilder();
            for (var at = 0; at < raw.length(); ) {
                if (raw.startsWith("$${", at)) {
                    text.append("${");
                    at += 3;
                } else if (raw.startsWith("${", at)) {
                    var end = closing(raw, at + 2);
                    if (end < 0 || depth > MAX_DEPTH) {
                        return miss("${", "a } that closes ${, or $${ for a plain one");
                    }
                    text.append(value(raw.substring(at + 2, end), depth));
                    at = end + 1;
                } else {
                    text.append(raw.charAt(at++));
                }
            }
            return text.toString();
        }

        private static int closing(String raw, int from) {
            var open = 1;
            for (var at = from; at < raw.length(); at++) {
                if (raw.startsWith("${", at)) {
                    open++;
                } else if (raw.charAt(at) == '}' && --open == 0) {
                    return at;
                }
            }
            return -1;
        }

        private String value(String inside, int depth) {
            if (inside.startsWith("file:")) {
                var name = inside.substring("file:".length());
                var content = contentOf(name);
                return content != null ? content : miss("${" + inside + "}", "a readable file of at most 1 MiB there");
            }
            var variable = VARIABLE.matcher(inside);
            if (!variable.matches()) {
                return miss("${…}", "${NAME}, ${NAME:-default}, ${file:/path} or $${ for a plain ${");
            }
            var name = variable.group(1);
            var value = variables.getOrDefault(name, "");
            if (!value.isEmpty()) {
                return value;
            }
            var fallback = variable.group(2);
            return fallback != null
                    ? expand(fallback, depth + 1)
                    : miss(
                            "${" + name + "}",
                            "the environment variable " + name + " to be set, or a default as ${" + name
                                    + ":-default}");
        }

        private String miss(String what, String wanted) {
            found = Objects.requireNonNullElse(found, what);
            expected = expected.isEmpty() ? wanted : expected;
            return "";
        }
    }

    private @Nullable String contentOf(String name) {
        try {
            var file = Path.of(name);
            files.add(file);
            if (!Files.isRegularFile(file) || Files.size(file) > MAX_FILE_BYTES) {
                return null;
            }
            return Files.readString(file, StandardCharsets.UTF_8).replaceFirst("\r?\n\\z", "");
        } catch (IOException | InvalidPathException e) {
            return null;
        }
    }
}
