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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Replaces `${NAME}`, `${NAME:-default}` and `${file:/path}` inside values; `$${` stands for a plain `${`.
///
/// The default is taken where the variable is unset or empty. Of a file one line break at its end is dropped.
final class Interpolation {

    private static final int MAX_FILE_BYTES = 1 << 20;
    private static final Pattern REFERENCE = Pattern.compile("\\$(\\$\\{)|\\$\\{([^}]*)}?");
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
                .filter(reference -> reference.group(2) != null)
                .map(reference -> VARIABLE.matcher(reference.group(2)))
                .filter(variable -> variable.matches() && variable.group(2) == null)
                .map(variable -> variable.group(1))
                .toList();
    }

    /// The files that were read, so that a change of one is a change of the configuration.
    Set<Path> files() {
        return Set.copyOf(files);
    }

    /// The value, or [Value.Broken] with a problem where a reference leads nowhere.
    Value resolve(String raw, String path, String origin, Problems problems) {
        if (environment == null || !raw.contains("${")) {
            return new Value.Scalar(raw, raw, origin);
        }
        var references = REFERENCE.matcher(raw);
        var text = new StringBuilder();
        while (references.find()) {
            var replacement = references.group(1) != null ? "${" : replacement(references.group(), references.group(2));
            if (replacement == null) {
                problems.add(origin, path, Problems.quote(raw), missing(references.group(), references.group(2)));
                return new Value.Broken(origin);
            }
            references.appendReplacement(text, Matcher.quoteReplacement(replacement));
        }
        return new Value.Scalar(references.appendTail(text).toString(), raw, origin);
    }

    private @Nullable String replacement(String whole, String inside) {
        if (!whole.endsWith("}")) {
            return null;
        }
        if (inside.startsWith("file:")) {
            return contentOf(inside.substring("file:".length()));
        }
        var variable = VARIABLE.matcher(inside);
        if (!variable.matches()) {
            return null;
        }
        var value = Objects.requireNonNull(environment).getOrDefault(variable.group(1), "");
        return value.isEmpty() ? variable.group(2) : value;
    }

    private @Nullable String contentOf(String name) {
        try {
            var file = Path.of(name);
            files.add(file);
            if (!Files.isRegularFile(file) || Files.size(file) > MAX_FILE_BYTES) {
                return null;
            }
            var content = Files.readString(file, StandardCharsets.UTF_8);
            return content.replaceFirst("\r?\n\\z", "");
        } catch (IOException | InvalidPathException e) {
            return null;
        }
    }

    private static String missing(String whole, String inside) {
        if (!whole.endsWith("}")) {
            return "a } that closes ${";
        }
        if (inside.startsWith("file:")) {
            return "a readable file of at most 1 MiB at " + inside.substring("file:".length());
        }
        var variable = VARIABLE.matcher(inside);
        return variable.matches()
                ? "the environment variable " + variable.group(1) + " to be set, or a default as ${" + variable.group(1)
                        + ":-default}"
                : "${NAME}, ${NAME:-default}, ${file:/path} or $${ for a plain ${";
    }
}
