package io.polygate.config;

/// Something that the configuration must not say, told so that it can be found and mended.
///
/// `origin` is `file:line` or the name of the variable or flag, `path` the key as `providers[0].base-url`, `found` the
/// offending value in quotes or a word for it, `expected` what would be right. None of them holds a secret.
public record Problem(String origin, String path, String found, String expected) {

    @Override
    public String toString() {
        var where = path.isEmpty() ? origin : origin + ": " + path;
        return where + ": " + found + " (expected: " + expected + ")";
    }
}
