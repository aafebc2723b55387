package io.polygate.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The page that shows a run's tables, between two marks that stay.
record PerformancePage(Path file) {
    private static final String BEGIN = "<!-- results -->\n";
    private static final String END = "<!-- end of results -->";

    /// Puts the tables in place of those of an earlier run. Fails where the page has no marks.
    void publish(String report) throws IOException {
        var page = Files.readString(file);
        int begin = page.indexOf(BEGIN);
        int end = page.indexOf(END);
        if (begin < 0 || end < begin) throw new IOException(file + " has no marks for the results");
        Files.writeString(file, page.substring(0, begin + BEGIN.length()) + report + page.substring(end));
    }
}
