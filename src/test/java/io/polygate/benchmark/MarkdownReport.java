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
            doors();
            sockets();
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
            if (benchmark.compared() || benchmark.sockets()) continue;
            for (var proxy : results.proxies()) {
                boolean direct = proxy.equals(Proxy.DIRECT);
                rows.add(List.of(
                        proxy.equals(results.proxies().getFirst()) ? benchmark.title() : "",
                        proxy + failed(benchmark, proxy),
                        show(benchmark, proxy, Round::callsPerSecond),
                        direct ? "" : show(benchmark, proxy, Round::cpuMicros),
                        direct ? "" : results.timesNginx(benchmark, proxy).show(),
                        show(benchmark, proxy, round -> round.seen().p50()),
                        show(benchmark, proxy, round -> round.seen().p99()),
                        direct ? "" : show(benchmark, proxy, Round::rssMib)));
            }
        }
        if (rows.size() > 1) table("Load: median of the rounds (lowest–highest)", rows);
    }

    private String failed(Case benchmark, String proxy) {
        return results.of(benchmark, proxy).anyMatch(Round::failed) ? " " + FAILED : "";
    }

    private void doors() {
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("door", "calls/s", "CPU µs per call", "× REST", "× gRPC", "p50 ms", "p99 ms", "RSS MiB"));
        for (var benchmark : results.cases()) {
            if (!benchmark.compared()) continue;
            rows.add(List.of(
                    benchmark.title() + failed(benchmark, Proxy.POLYGATE),
                    show(benchmark, Proxy.POLYGATE, Round::callsPerSecond),
                    show(benchmark, Proxy.POLYGATE, Round::cpuMicros),
                    results.timesDoor(benchmark, Door.REST).show(),
                    results.timesDoor(benchmark, Door.GRPC).show(),
                    show(benchmark, Proxy.POLYGATE, round -> round.seen().p50()),
                    show(benchmark, Proxy.POLYGATE, round -> round.seen().p99()),
                    show(benchmark, Proxy.POLYGATE, Round::rssMib)));
        }
        if (rows.size() > 1) table("The same 1 KB chat at each door, 64 connections", rows);
    }

    private void sockets() {
        var rows = new ArrayList<List<String>>();
        rows.add(List.of(
                "WebSockets",
                "tokens/s",
                "CPU µs per token",
                "p50 ms",
                "p99 ms",
                "heartbeats",
                "missed or lost",
                "RSS MiB"));
        for (var benchmark : results.cases()) {
            if (!benchmark.sockets()) continue;
            boolean idle = benchmark.idle();
            rows.add(List.of(
                    benchmark.title() + failed(benchmark, Proxy.POLYGATE),
                    idle ? "" : show(benchmark, Proxy.POLYGATE, Round::callsPerSecond),
                    idle ? "" : show(benchmark, Proxy.POLYGATE, Round::cpuMicros),
                    idle
                            ? ""
                            : show(benchmark, Proxy.POLYGATE, round -> round.seen()
                                    .p50()),
                    idle
                            ? ""
                            : show(benchmark, Proxy.POLYGATE, round -> round.seen()
                                    .p99()),
                    show(benchmark, Proxy.POLYGATE, round -> round.seen().heartbeats()),
                    show(benchmark, Proxy.POLYGATE, round -> round.seen().errors()),
                    show(benchmark, Proxy.POLYGATE, Round::rssMib)));
        }
        if (rows.size() > 1) table("WebSockets", rows);
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
                if (!benchmark.goes(proxy)) continue;
                rows.add(List.of(
                        proxy.equals(results.proxies().getFirst()) || !benchmark.goes(Proxy.DIRECT)
                                ? benchmark.title()
                                : "",
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
        int texts = rows.getFirst().contains("way") ? 2 : 1;
        int[] widths = IntStream.range(0, columns)
                .map(column -> rows.stream()
                        .mapToInt(row -> row.get(column).length())
                        .max()
                        .orElse(0))
                .toArray();
        out.append("\n### ").append(title).append("\n\n");
        line(rows.getFirst(), widths, texts);
        line(
                IntStream.range(0, columns)
                        .mapToObj(column -> "-".repeat(widths[column] - 1) + (column < texts ? "-" : ":"))
                        .toList(),
                widths,
                texts);
        rows.stream().skip(1).forEach(row -> line(row, widths, texts));
    }

    private void line(List<String> cells, int[] widths, int texts) {
        out.append(IntStream.range(0, cells.size())
                .mapToObj(i -> {
                    var padding = " ".repeat(widths[i] - cells.get(i).length());
                    return i < texts ? cells.get(i) + padding : padding + cells.get(i);
                })
                .collect(Collectors.joining(" | ", "| ", " |\n")));
    }
}
