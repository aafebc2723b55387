package io.polygate.wire.replay;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// The recorded provider cases, where they are at hand: `-Dpolygate.fixtures=…`, else `../shared/fixtures`.
final class Recordings {

    private static final Path OWN = Path.of("src/test/resources/recorded");

    private Recordings() {}

    static Path root() {
        return Path.of(System.getProperty("polygate.fixtures", "../shared/fixtures"));
    }

    static boolean present() {
        return Files.exists(root().resolve("index.tsv"));
    }

    /// Those of an API, or of one at a provider (`api@provider`).
    static List<Recording> of(Set<String> apis) {
        return Stream.concat(own(apis), elsewhere(apis)).toList();
    }

    /// Those of an API whose requests were kept.
    static List<Recording> asked(String api) {
        return rows(Set.of(api))
                .map(Recordings::recording)
                .filter(recording -> !recording.caseFile().isEmpty())
                .toList();
    }

    /// Small streams by hand with what vendors send, in this repository: `<api>--<provider>--<case>.sse`.
    private static Stream<Recording> own(Set<String> apis) {
        try (var files = Files.list(OWN)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList().stream()
                    .map(file -> recording(file, file.split("--")))
                    .filter(r -> apis.contains(r.api()) || apis.contains(r.api() + "@" + r.provider()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Recording recording(String file, String[] name) {
        return new Recording(OWN, file, "", name[1], name[0], 200, true);
    }

    private static Stream<Recording> elsewhere(Set<String> apis) {
        return rows(apis).filter(row -> !row[0].endsWith(".bin")).map(Recordings::recording);
    }

    private static Recording recording(String[] row) {
        return new Recording(root(), row[0], row[1], row[2], row[3], Integer.parseInt(row[5]), row[6].equals("yes"));
    }

    private static Stream<String[]> rows(Set<String> apis) {
        if (!present()) {
            return Stream.of();
        }
        try {
            return Files.readAllLines(root().resolve("index.tsv")).stream()
                    .skip(1)
                    .map(line -> line.split("\t", -1))
                    .filter(row -> apis.contains(row[3]) || apis.contains(row[3] + "@" + row[2]));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
