package io.polygate.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The page that shows a run's tables, between two marks that stay: a pair for each kind of run.
///
/// @param marks the name in the marks
record PerformancePage(Path file, String marks) {

    /// Puts the tables in place of those of an earlier run. Fails where the page has no marks.
    void publish(String report) throws IOException {
        var page = Files.readString(file);
        var mark = "<!-- " + marks + " -->\n";
        int begin = page.indexOf(mark);
        int end = page.indexOf("<!-- end of " + marks + " -->");
        if (begin < 0 || end < begin) throw new IOException(file + " has no marks for the " + marks);
        Files.writeString(file, page.substring(0, begin + mark.length()) + report + page.substring(end));
    }
}
