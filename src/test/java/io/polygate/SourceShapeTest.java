package io.polygate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Files stay small enough to read in one sitting. */
final class SourceShapeTest {

    private static final int MAX_LINES = 400;

    @Test
    void noSourceFileIsLongerThanTheLimit() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            List<String> tooLong = files.filter(f -> f.toString().endsWith(".java"))
                    .filter(f -> lines(f) > MAX_LINES)
                    .map(f -> f + " has " + lines(f) + " lines")
                    .sorted()
                    .toList();
            assertEquals(List.of(), tooLong);
        }
    }

    /// The formatter breaks a `///` line that is too long in two and leaves the second half out of the documentation.
    @Test
    void noDocumentationLineIsCutOff() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src"))) {
            List<String> cut = files.filter(f -> f.toString().endsWith(".java"))
                    .flatMap(SourceShapeTest::cutOff)
                    .sorted()
                    .toList();
            assertEquals(List.of(), cut);
        }
    }

    private static Stream<String> cutOff(Path file) {
        try {
            var lines = Files.readAllLines(file).stream().map(String::strip).toList();
            return IntStream.range(1, lines.size())
                    .filter(i ->
                            lines.get(i).startsWith("// ") && lines.get(i - 1).startsWith("///"))
                    .mapToObj(i -> file + ":" + (i + 1));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static long lines(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.count();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
