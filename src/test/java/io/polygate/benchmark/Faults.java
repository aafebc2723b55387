package io.polygate.benchmark;

import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import io.polygate.testing.BackendProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Calls at a steady rate through the gateway to three backends, of which one is killed, one hangs and one answers 500
/// every second time, in turn; then changes of the configuration, then nothing but the load.
///
/// Exit code 1 when a promise of docs/routing.md was broken, 2 for a wrong option. Linux only.
public final class Faults {
    private static final Path DIRECTORY = Path.of("target", "benchmark").toAbsolutePath();
    private static final int WARM_SECONDS = 12;
    private static final int QUIET_SECONDS = 5;
    private static final int FAULT_SECONDS = 5;
    private static final int LOOK_MILLIS = 10;
    private static final int PATIENCE_SECONDS = 30;
    private static final int SOAK_LOOK_SECONDS = 5;

    private final FaultOptions options;
    private final FaultReport report;
    private final List<BackendProcess> backends;
    private final FaultGateway gateway;
    private final PacedLoad load;

    private Faults(FaultOptions options, List<BackendProcess> backends, FaultGateway gateway, PacedLoad load) {
        this.options = options;
        this.report = new FaultReport(options.firstByteMillis());
        this.backends = backends;
        this.gateway = gateway;
        this.load = load;
    }

    public static void main(String[] arguments) throws Exception {
        InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
        if (List.of(arguments).contains("--help")) {
            System.out.print(FaultOptions.HELP);
            return;
        }
        FaultOptions options;
        try {
            options = FaultOptions.parse(arguments);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
            return;
        }
        Files.createDirectories(DIRECTORY);
        var backends = List.of(new BackendProcess("a"), new BackendProcess("b"), new BackendProcess("c"));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> backends.forEach(BackendProcess::close)));
        System.exit(holds(options, backends) ? 0 : 1);
    }

    private static boolean holds(FaultOptions options, List<BackendProcess> backends) {
        try (var gateway = new FaultGateway(DIRECTORY, backends, options.firstByteMillis())) {
            await("ready", gateway::ready);
            var load = PacedLoad.start(EventLoops.one(), gateway.port(), options.perSecond());
            return new Faults(options, backends, gateway, load).run();
        } catch (Exception e) {
            System.err.println("the run broke off: " + e);
            return false;
        }
    }

    private boolean run() throws Exception {
        TimeUnit.SECONDS.sleep(WARM_SECONDS);
        for (var event : options.events()) {
            switch (event) {
                case "kill" -> kill(backends.get(0));
                case "hang" -> misbehave("hang", backends.get(1));
                case "broken" -> misbehave("broken", backends.get(2));
                case "reload" -> reload();
                default -> soak();
            }
        }
        load.stop();
        Files.writeString(DIRECTORY.resolve("faults.md"), report.render());
        System.out.print("\n" + report.render());
        report.broken().forEach(promise -> System.out.println("BROKEN: " + promise));
        if (options.publish() && report.broken().isEmpty()) {
            var notes = "%s; %,d calls/s; first-byte timeout %,d ms; cores: %d.\n\n"
                    .formatted(
                            OffsetDateTime.now().truncatedTo(ChronoUnit.SECONDS),
                            options.perSecond(),
                            options.firstByteMillis(),
                            Runtime.getRuntime().availableProcessors());
            new PerformancePage(Path.of("docs", "performance.md"), "faults").publish(notes + report.render());
        }
        return report.broken().isEmpty();
    }

    private void kill(BackendProcess backend) throws Exception {
        before("kill -9", backend.name());
        load.count(report.part("kill -9", "during", backend.name()));
        backend.kill();
        report.out("kill -9", await("out", () -> !gateway.instance(backend).healthy()));
        TimeUnit.SECONDS.sleep(FAULT_SECONDS);
        long calls = gateway.instance(backend).calls();
        backend.comeBack();
        report.back(
                "kill -9", await("called again", () -> gateway.instance(backend).calls() > calls));
        after("kill -9");
    }

    private void misbehave(String fault, BackendProcess backend) throws Exception {
        before(fault, null);
        load.count(report.part(fault, "during", null));
        backend.does(fault);
        boolean dead = fault.equals("hang");
        if (dead)
            report.out(fault, await("out", () -> !gateway.instance(backend).healthy()));
        TimeUnit.SECONDS.sleep(FAULT_SECONDS);
        backend.does("none");
        long calls = gateway.instance(backend).calls();
        report.back(
                fault,
                await(
                        "back",
                        () -> gateway.instance(backend).healthy()
                                && gateway.instance(backend).calls() > calls));
        after(fault);
    }

    private void reload() throws Exception {
        before("%d reloads".formatted(options.reloads()), null);
        load.count(report.part("%d reloads".formatted(options.reloads()), "during", null));
        double cpu = gateway.cpuSeconds();
        long start = System.nanoTime();
        for (int i = 0; i < options.reloads(); i++) {
            long version = gateway.version();
            gateway.weigh(i % 2 + 2);
            await("a reload", () -> gateway.version() > version);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        double busy = (gateway.cpuSeconds() - cpu) / seconds;
        System.out.printf("%d reloads in %.0f s, the gateway used %.2f cores%n", options.reloads(), seconds, busy);
        after("%d reloads".formatted(options.reloads()));
    }

    private void soak() throws Exception {
        load.count(report.part("soak", "", null));
        double cpu = gateway.cpuSeconds();
        for (int seconds = 0; seconds < options.soakSeconds(); seconds += SOAK_LOOK_SECONDS) {
            System.out.printf("soak %3d s: RSS %.0f MiB%n", seconds, gateway.memoryMib());
            TimeUnit.SECONDS.sleep(SOAK_LOOK_SECONDS);
        }
        System.out.printf(
                "soak %3d s: RSS %.0f MiB, %.2f cores%n",
                options.soakSeconds(), gateway.memoryMib(), (gateway.cpuSeconds() - cpu) / options.soakSeconds());
    }

    /// @param killed whose streams that began now may be lost with it
    private void before(String event, @Nullable String killed) throws InterruptedException {
        System.out.println(event);
        load.count(report.part(event, "before", killed));
        TimeUnit.SECONDS.sleep(QUIET_SECONDS);
    }

    /// The first moment of it still belongs to the event.
    private void after(String event) throws InterruptedException {
        TimeUnit.SECONDS.sleep(1);
        load.count(report.part(event, "after", null));
        TimeUnit.SECONDS.sleep(QUIET_SECONDS);
    }

    private interface Condition {
        boolean holds() throws IOException, InterruptedException;
    }

    /// Milliseconds until it held.
    private static long await(String what, Condition condition) throws IOException, InterruptedException {
        long start = System.nanoTime();
        while (!condition.holds()) {
            if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)) {
                throw new IOException("not " + what + " within " + PATIENCE_SECONDS + " s");
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    }
}
