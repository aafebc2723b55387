package io.polygate.benchmark;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What came of a run of [Faults], and whether it is what is promised.
final class FaultReport {
    private static final String ROW = "| %-16s | %-7s | %6s | %6s | %11s | %6s | %6s | %5s | %6s |%n";
    private static final int OUT_MILLIS = 1_000;
    private static final int BACK_MILLIS = 5_000;

    private final int firstByteMillis;
    private final List<Part> parts = new ArrayList<>();
    private final Map<String, Long> outMillis = new LinkedHashMap<>();
    private final Map<String, Long> backMillis = new LinkedHashMap<>();
    private final List<String> broken = new ArrayList<>();

    /// What was counted before, during or after an event.
    record Part(
            String event,
            String when,
            Tally tally,
            @Nullable String killed) {}

    FaultReport(int firstByteMillis) {
        this.firstByteMillis = firstByteMillis;
    }

    /// @param killed the backend whose open streams may be lost in this part
    Tally part(String event, String when, @Nullable String killed) {
        var tally = new Tally();
        parts.add(new Part(event, when, tally, killed));
        return tally;
    }

    void out(String event, long millis) {
        outMillis.put(event, millis);
    }

    void back(String event, long millis) {
        backMillis.put(event, millis);
    }

    void broken(String promise) {
        broken.add(promise);
    }

    String render() {
        var table = new StringBuilder();
        table.append(ROW.formatted(
                "event", "part", "calls", "failed", "streams cut", "p50 ms", "p99 ms", "out s", "back s"));
        table.append("|---|---|--:|--:|--:|--:|--:|--:|--:|\n");
        for (var part : parts) {
            boolean during = part.when.equals("during");
            table.append(ROW.formatted(
                    part.event,
                    part.when,
                    part.tally.calls(),
                    part.tally.failed(),
                    part.tally.cut() + (part.tally.cut() == 0 ? "" : " " + part.tally.cuts()),
                    "%.1f".formatted(part.tally.percentileMillis(0.5)),
                    "%.1f".formatted(part.tally.percentileMillis(0.99)),
                    during ? seconds(outMillis.get(part.event)) : "",
                    during ? seconds(backMillis.get(part.event)) : ""));
        }
        return table.toString();
    }

    private static String seconds(@Nullable Long millis) {
        return millis == null ? "" : "%.2f".formatted(millis / 1e3);
    }

    /// What is not as promised; empty where all is.
    List<String> broken() {
        var all = new ArrayList<>(broken);
        var before = new TreeMap<String, Double>();
        for (var part : parts) {
            var name = part.event + ", " + part.when + ": ";
            if (part.tally.failed() > 0) all.add(name + part.tally.failures());
            part.tally.cuts().forEach((backend, cut) -> {
                if (!backend.equals(part.killed)) all.add(name + cut + " streams of " + backend + " cut");
            });
            double p99 = part.tally.percentileMillis(0.99);
            if (part.when.equals("before")) before.put(part.event, p99);
            double added = p99 - before.getOrDefault(part.event, p99);
            if (added > firstByteMillis * 1.1) all.add(name + "p99 higher by %.0f ms".formatted(added));
        }
        late(outMillis, OUT_MILLIS, "out", all);
        late(backMillis, BACK_MILLIS, "back", all);
        return all;
    }

    private static void late(Map<String, Long> millis, int most, String what, List<String> all) {
        millis.forEach((event, took) -> {
            if (took > most) all.add(event + ": " + what + " after " + took + " ms");
        });
    }
}
