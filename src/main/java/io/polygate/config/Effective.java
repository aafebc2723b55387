package io.polygate.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/// The keys of a snapshot with the values that hold, and the files that they were read from.
public final class Effective {

    /// Makes the effective values of the entries that a schema left behind.
    interface Maker {
        Effective of(List<Entry> entries);
    }

    private final List<Entry> entries;
    private final Set<Path> files;

    Effective(List<Entry> entries, Set<Path> files) {
        this.entries = List.copyOf(entries);
        this.files = Set.copyOf(files);
    }

    /// The values as YAML, secrets masked.
    String yaml() {
        return new YamlWriter(YamlWriter.Style.SHOWN).write(entries);
    }

    /// The files that values were taken from by `${file:…}`.
    Set<Path> files() {
        return files;
    }
}
