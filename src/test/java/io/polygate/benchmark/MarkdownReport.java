package io.polygate.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A run as Markdown tables, aligned so that they read as well on a terminal.
final class MarkdownReport {
    private static final String FAILED = "**failed**";

    private final Results results;
    private final StringBuilder out = new StringBuilder();

    MarkdownReport(Results results) {
        this.results = results;
    }

    String render() {
        out.append(results.date()).append("; ").append(results.pinning()).append(".\n");
        results.versions().forEach((name, version) -> out.append("- ")
                .append(name)
                .append(": ")
                .append(version)
                .append('\n'));
        if (!results.rounds().isEmpty()) {
            load();
            firstByte();
            busy();
        }
        if (!results.startMillis().isEmpty()) start();
        failures();
        return out.toString();
    }

    private void load() {
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("case", "way", "calls/s", "CPU µs per call", "× nginx", "p50 ms", "p99 ms", "RSS MiB"));
        for (var benchmark : results.cases()) {
            for (var proxy : results.proxies()) {
                boolean direct = proxy.equals(Proxy.DIRECT);
                boolean failed = results.of(benchmark, proxy).anyMatch(Round::failed);
                rows.add(List.of(
                        proxy.equals(results.proxies().getFirst()) ? benchmark.title() : "",
                        proxy + (failed ? " " + FAILED : ""),
                        show(benchmark, proxy, Round::callsPerSecond),
                        direct ? "" : show(benchmark, proxy, Round::cpuMicros),
                        direct ? "" : results.timesNginx(benchmark, proxy).show(),
                        show(benchmark, proxy, round -> round.seen().p50()),
                        show(benchmark, proxy, round -> round.seen().p99()),
                        direct ? "" : show(benchmark, proxy, Round::rssMib)));
            }
        }
        table("Load: median of the rounds (lowest–highest)", rows);
    }

    private void firstByte() {
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("case", "way", "p50 ms", "p99 ms", "p50 over direct", "p99 over direct"));
        for (var benchmark : results.cases()) {
            if (benchmark.connections() > 1) continue;
            for (var proxy : results.proxies()) {
                boolean direct = proxy.equals(Proxy.DIRECT);
                rows.add(List.of(
                        proxy.equals(results.proxies().getFirst()) ? benchmark.title() : "",
                        proxy,
                        show(benchmark, proxy, round -> round.seen().firstByteP50()),
                        show(benchmark, proxy, round -> round.seen().firstByteP99()),
                        direct
                                ? ""
                                : results.overDirect(benchmark, proxy, round -> round.seen()
                                                .firstByteP50())
                                        .show(),
                        direct
                                ? ""
                                : results.overDirect(benchmark, proxy, round -> round.seen()
                                                .firstByteP99())
                                        .show()));
            }
        }
        if (rows.size() > 1) table("Time to the first byte of the body", rows);
    }

    private void busy() {
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("case", "way", "proxy's core %", "rig %", "others on the machine %"));
        for (var benchmark : results.cases()) {
            for (var proxy : results.proxies()) {
                rows.add(List.of(
                        proxy.equals(results.proxies().getFirst()) ? benchmark.title() : "",
                        proxy,
                        proxy.equals(Proxy.DIRECT) ? "" : show(benchmark, proxy, round -> 100 * round.proxyBusy()),
                        show(benchmark, proxy, round -> 100 * round.rigBusy()),
                        show(benchmark, proxy, round -> 100 * round.othersBusy())));
            }
        }
        table("Who used the cores (100 % is one core)", rows);
    }

    private void start() {
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("way", "exec to first answered call, ms", "peak RSS of the run, MiB"));
        results.startMillis()
                .forEach((proxy, millis) -> rows.add(List.of(
                        proxy,
                        Spread.of(millis.stream()).show(),
                        results.peakMib().containsKey(proxy)
                                ? Spread.number(results.peakMib().get(proxy))
                                : "–")));
        table("Start and memory", rows);
    }

    private void failures() {
        results.rounds().stream()
                .filter(Round::failed)
                .forEach(round -> out.append("\nFAILED: %s, %s, round %d: %d errors %s"
                        .formatted(
                                round.benchmark().name(),
                                round.proxy(),
                                round.number(),
                                round.seen().errors(),
                                round.errors())));
        if (results.failed()) out.append("\nA run with errors counts for nothing.\n");
    }

    private String show(Case benchmark, String proxy, ToDoubleFunction<Round> value) {
        return results.spread(benchmark, proxy, value).show();
    }

    private void table(String title, List<List<String>> rows) {
        int columns = rows.getFirst().size();
        int[] widths = IntStream.range(0, columns)
                .map(column -> rows.stream()
                        .mapToInt(row -> row.get(column).length())
                        .max()
                        .orElse(0))
                .toArray();
        out.append("\n### ").append(title).append("\n\n");
        line(rows.getFirst(), widths);
        line(
                IntStream.range(0, columns)
                        .mapToObj(column -> "-".repeat(widths[column] - 1) + (column < 2 ? "-" : ":"))
                        .toList(),
                widths);
        rows.stream().skip(1).forEach(row -> line(row, widths));
    }

    private void line(List<String> cells, int[] widths) {
        out.append(IntStream.range(0, cells.size())
                .mapToObj(i -> {
                    var padding = " ".repeat(widths[i] - cells.get(i).length());
                    return i < 2 ? cells.get(i) + padding : padding + cells.get(i);
                })
                .collect(Collectors.joining(" | ", "| ", " |\n")));
    }
}
