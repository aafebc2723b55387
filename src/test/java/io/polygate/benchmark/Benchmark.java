package io.polygate.benchmark;

import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Measures calls straight to a mock backend, through nginx and through the gateway, in turn, on one machine.
///
/// Exit code 1 when an answer was wrong or a proxy failed, 2 for a wrong option. Linux only: CPU time comes from
/// /proc.
public final class Benchmark {
    private static final Path DIRECTORY = Path.of("target", "benchmark").toAbsolutePath();
    /// The most that others may use, in cores, in a round that nobody disturbed.
    private static final double QUIET = 0.2;

    private static final int WARM_ROUND_SECONDS = 1;
    private static final int MAX_WARM_SECONDS = 90;
    /// Paced rounds see too few calls in a second for a p99.
    private static final int MIN_PACED_SECONDS = 2;

    /// Long enough that every WebSocket is pinged.
    private static final int MIN_SOCKET_SECONDS = PolygateProxy.HEARTBEAT_SECONDS + 2;

    private final Options options;
    private final Machine machine;
    private final Rig rig;
    private final PrintStream out;
    private final List<Round> rounds = new ArrayList<>();
    private final Map<String, List<Double>> startMillis = new LinkedHashMap<>();
    private final Map<String, Double> peakMib = new LinkedHashMap<>();

    private Benchmark(Options options, Machine machine, Rig rig, PrintStream out) {
        this.options = options;
        this.machine = machine;
        this.rig = rig;
        this.out = out;
    }

    public static void main(String[] arguments) throws Exception {
        InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        if (List.of(arguments).contains("--help")) {
            out.print(Options.HELP);
            return;
        }
        Options options;
        try {
            options = Options.parse(arguments);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
            return;
        }
        Files.createDirectories(DIRECTORY);
        try (var rig = Rig.start()) {
            var results = new Benchmark(options, Machine.pinned(), rig, out).run();
            var report = new MarkdownReport(results).render();
            out.print("\n" + report);
            Files.writeString(DIRECTORY.resolve("results.md"), report);
            JsonReport.write(results, DIRECTORY.resolve("results.json"));
            out.println("\nWritten: target/benchmark/results.md, target/benchmark/results.json");
            if (options.publish() && !results.failed()) {
                page(options).publish(report);
            }
            System.exit(results.failed() ? 1 : 0);
        } catch (IOException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    /// WebSockets are measured on their own, with a load generator that does not stop to collect its garbage.
    private static PerformancePage page(Options options) {
        boolean sockets = !options.cases().isEmpty() && options.cases().stream().allMatch(Case::sockets);
        return new PerformancePage(Path.of("docs", "performance.md"), sockets ? "sockets" : "results");
    }

    private Results run() throws IOException, InterruptedException {
        var date = OffsetDateTime.now().truncatedTo(ChronoUnit.SECONDS).toString();
        out.println(machine.pinning());
        var names = options.proxies().stream().filter(this::present).toList();
        if (options.starts() > 0) measureStarts(names);
        if (!options.cases().isEmpty()) measureLoads(names);
        return new Results(date, machine.versions(), machine.pinning(), rounds, startMillis, peakMib);
    }

    private boolean present(String name) {
        boolean present =
                switch (name) {
                    case Proxy.NGINX -> NginxProxy.installed();
                    case Proxy.POLYGATE -> PolygateProxy.installed();
                    default -> true;
                };
        if (!present) out.println(name + " is not here: measured without it");
        return present;
    }

    private void measureStarts(List<String> names) throws IOException, InterruptedException {
        for (var name : names) {
            if (name.equals(Proxy.DIRECT)) continue;
            var times = new ArrayList<Double>();
            start(name, machine.unpinned()).close(); // reads the program into the page cache
            for (int i = 0; i < options.starts(); i++) {
                long before = System.nanoTime();
                try (var proxy = start(name, machine.unpinned())) {
                    times.add((System.nanoTime() - before) / 1e6);
                    out.printf("start          %-9s %6.0f ms%n", proxy.name(), times.getLast());
                }
            }
            startMillis.put(name, times);
        }
    }

    private void measureLoads(List<String> names) throws IOException, InterruptedException {
        var proxies = new ArrayList<Proxy>();
        try {
            for (var name : names) proxies.add(start(name, machine.proxyPin()));
            warm(proxies);
            for (var benchmarks : groups()) measure(benchmarks, proxies);
            for (var proxy : proxies) {
                if (proxy.process() != null) peakMib.put(proxy.name(), ProcessUse.memoryMib(proxy.pids(), "VmHWM"));
            }
        } finally {
            for (var proxy : proxies) proxy.close();
            PolygateProxy.emptyLog(DIRECTORY);
        }
    }

    /// Load of each kind, unmeasured: first the rig itself, then the gateway until its JIT is done.
    private void warm(List<Proxy> proxies) throws IOException, InterruptedException {
        out.println("warming up");
        var cases =
                options.cases().stream().filter(benchmark -> !benchmark.paced()).toList();
        var kinds = cases.isEmpty() ? List.of(Case.ALL.getFirst()) : cases;
        for (var proxy : proxies) {
            boolean ours = proxy.name().equals(Proxy.POLYGATE);
            machine.unpin(proxy);
            long doors = kinds.stream().map(Case::door).distinct().count();
            long calls = 0;
            int seconds = 0;
            do {
                for (var kind : kinds) {
                    if (!kind.goes(proxy.name())) continue;
                    calls += Round.run(rig, proxy, kind, 0, WARM_ROUND_SECONDS)
                            .seen()
                            .calls();
                    seconds += WARM_ROUND_SECONDS;
                }
            } while (ours && calls < options.warmCalls() * doors && seconds < MAX_WARM_SECONDS);
            machine.pin(proxy);
        }
        PolygateProxy.emptyLog(DIRECTORY);
    }

    /// The cases one by one, but those that are compared with one another together.
    private List<List<Case>> groups() {
        var groups = new ArrayList<List<Case>>();
        var compared = options.cases().stream().filter(Case::compared).toList();
        for (var benchmark : options.cases()) {
            if (!benchmark.compared()) {
                groups.add(List.of(benchmark));
            } else if (benchmark.equals(compared.getFirst())) {
                groups.add(compared);
            }
        }
        return groups;
    }

    private void measure(List<Case> benchmarks, List<Proxy> proxies) throws IOException, InterruptedException {
        for (int number = 1; number <= options.rounds(); number++) {
            for (var benchmark : benchmarks) {
                for (var proxy : proxies) {
                    if (benchmark.goes(proxy.name())) measure(benchmark, proxy, number);
                }
            }
        }
    }

    private void measure(Case benchmark, Proxy proxy, int number) throws IOException, InterruptedException {
        int least = benchmark.sockets() ? MIN_SOCKET_SECONDS : benchmark.paced() ? MIN_PACED_SECONDS : 0;
        if (number == 1) warm(benchmark, proxy);
        PolygateProxy.emptyLog(DIRECTORY);
        var round = quietest(proxy, benchmark, number, Math.max(least, options.seconds()));
        rounds.add(round);
        out.printf(
                "%-14s %-9s %9.0f calls/s %8.1f us %8.3f ms p50 %8.3f ms p99 %6.0f MiB%s%n",
                benchmark.name(),
                proxy.name(),
                round.callsPerSecond(),
                round.cpuMicros(),
                round.seen().p50(),
                round.seen().p99(),
                round.rssMib(),
                round.failed() ? "  FAILED " + round.errors() : "");
    }

    /// WebSockets have had no part in the warming up, and their streams last: all cores compile for them.
    private void warm(Case benchmark, Proxy proxy) throws IOException, InterruptedException {
        if (benchmark.sockets() && !benchmark.idle()) {
            machine.unpin(proxy);
            Round.run(rig, proxy, benchmark, 0, 2);
            machine.pin(proxy);
        } else if (options.rounds() > 1) {
            Round.run(rig, proxy, benchmark, 0, 2);
        }
    }

    private Round quietest(Proxy proxy, Case benchmark, int number, double seconds)
            throws IOException, InterruptedException {
        var best = Round.run(rig, proxy, benchmark, number, seconds);
        for (int i = 0; i < options.patience() && best.othersBusy() > QUIET && !best.failed(); i++) {
            PolygateProxy.emptyLog(DIRECTORY);
            var again = Round.run(rig, proxy, benchmark, number, seconds);
            if (again.failed() || again.othersBusy() < best.othersBusy()) best = again;
        }
        return best;
    }

    private Proxy start(String name, List<String> pin) throws IOException, InterruptedException {
        int backend = rig.backend().port();
        return switch (name) {
            case Proxy.NGINX -> NginxProxy.start(DIRECTORY, pin, backend);
            case Proxy.POLYGATE -> PolygateProxy.start(DIRECTORY, pin, backend);
            default -> Proxy.direct(backend);
        };
    }
}
