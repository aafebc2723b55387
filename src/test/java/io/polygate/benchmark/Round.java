package io.polygate.benchmark;

import java.io.IOException;

/// What one proxy did in one round of one case.
///
/// @param cpuMicros CPU time, user and system, of the proxy's processes per call; 0 for the direct way
/// @param proxyBusy share of a core that the proxy used; likewise the rig, and whoever else was on the machine
record Round(
        Case benchmark,
        String proxy,
        int number,
        double seconds,
        LoadGenerator.Seen seen,
        String errors,
        double cpuMicros,
        double proxyBusy,
        double rigBusy,
        double othersBusy,
        double rssMib) {
    private static final int SETTLE_MILLIS = 300;

    /// Runs the load for so many seconds; what happens while it starts and ends is checked, but not counted.
    static Round run(Rig rig, Proxy proxy, Case benchmark, int number, double seconds)
            throws IOException, InterruptedException {
        var load = LoadGenerator.start(rig.clients(), proxy.port(benchmark), benchmark);
        try {
            Thread.sleep(SETTLE_MILLIS + benchmark.streamMillis());
            var pids = proxy.pids();
            load.begin();
            var before = Use.now(rig, proxy);
            Thread.sleep((long) (seconds * 1000));
            var used = Use.now(rig, proxy).minus(before);
            var seen = load.end();
            double rss = ProcessUse.memoryMib(pids, "VmRSS");
            long errors = load.stop();
            return new Round(
                    benchmark,
                    proxy.name(),
                    number,
                    used.wall,
                    seen.withErrors(errors),
                    load.errors(),
                    seen.calls() == 0 ? 0 : used.proxy / seen.calls() * 1e6,
                    used.proxy / used.wall,
                    used.rig / used.wall,
                    Math.max(0, used.machine - used.proxy - used.rig) / used.wall,
                    rss);
        } finally {
            load.stop();
        }
    }

    double callsPerSecond() {
        return seen.calls() / seconds;
    }

    boolean failed() {
        return seen.errors() > 0 || seen.calls() == 0;
    }

    private record Use(double wall, double proxy, double rig, double machine) {
        static Use now(Rig rig, Proxy proxy) throws IOException {
            return new Use(
                    System.nanoTime() / 1e9,
                    ProcessUse.cpuSeconds(proxy.pids()),
                    ProcessUse.cpuSeconds(rig.pids()),
                    ProcessUse.machineSeconds());
        }

        Use minus(Use before) {
            return new Use(wall - before.wall, proxy - before.proxy, rig - before.rig, machine - before.machine);
        }
    }
}
