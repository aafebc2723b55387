package io.polygate.wire.replay;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/// The recorded provider cases, where they are at hand: `-Dpolygate.fixtures=…`, else `../shared/fixtures`.
final class Recordings {

    private Recordings() {}

    static Path root() {
        return Path.of(System.getProperty("polygate.fixtures", "../shared/fixtures"));
    }

    static boolean present() {
        return Files.exists(root().resolve("index.tsv"));
    }

    /// Those of an API, or of one at a provider (`api@provider`).
    static List<Recording> of(Set<String> apis) {
        if (!present()) {
            return List.of();
        }
        try {
            return Files.readAllLines(root().resolve("index.tsv")).stream()
                    .skip(1)
                    .map(line -> line.split("\t", -1))
                    .filter(row -> apis.contains(row[3]) || apis.contains(row[3] + "@" + row[2]))
                    .filter(row -> !row[0].endsWith(".bin"))
                    .map(row -> new Recording(
                            root(), row[0], row[1], row[2], row[3], Integer.parseInt(row[5]), row[6].equals("yes")))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
