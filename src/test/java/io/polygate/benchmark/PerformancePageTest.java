package io.polygate.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PerformancePageTest {
    @Test
    void replacesOnlyWhatIsBetweenTheMarks(@TempDir Path directory) throws IOException {
        var file = directory.resolve("page.md");
        Files.writeString(file, "before\n<!-- results -->\nold\n<!-- end of results -->\nafter\n");
        new PerformancePage(file, "results").publish("new\n");
        assertThat(file).hasContent("before\n<!-- results -->\nnew\n<!-- end of results -->\nafter\n");
    }

    @Test
    void refusesAPageWithoutMarks(@TempDir Path directory) throws IOException {
        var file = Files.writeString(directory.resolve("page.md"), "no marks");
        assertThatThrownBy(() -> new PerformancePage(file, "results").publish("new"))
                .isInstanceOf(IOException.class);
    }
}
