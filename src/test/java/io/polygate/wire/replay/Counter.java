package io.polygate.wire.replay;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/// Counts cases by group and prints one line for each: `groq 79/79`.
final class Counter {

    private final String title;
    private final Map<String, int[]> counts = new ConcurrentSkipListMap<>();

    Counter(String title) {
        this.title = title;
    }

    void begin(String group) {
        counts.computeIfAbsent(group, _ -> new int[2])[1]++;
    }

    void passed(String group) {
        counts.get(group)[0]++;
    }

    void print() {
        if (!counts.isEmpty()) {
            var lines = new StringBuilder(title + ":");
            counts.forEach((group, count) -> lines.append("\n  " + group + " " + count[0] + "/" + count[1]));
            System.out.println(lines);
        }
    }
}
