package io.polygate.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// CPU and memory as Linux counts them under /proc.
final class ProcessUse {
    /// USER_HZ, which is 100 on every Linux that Java runs on: the unit of /proc/PID/stat and /proc/stat.
    private static final double TICK_SECONDS = 0.01;

    private static final int UTIME = 11;
    private static final int STIME = 12;
    private static final int IDLE = 4;
    private static final int IOWAIT = 5;

    private ProcessUse() {}

    /// CPU seconds, user and system, that all threads of these processes have used so far.
    static double cpuSeconds(List<Long> pids) throws IOException {
        double seconds = 0;
        for (long pid : pids) {
            var stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            seconds += (Long.parseLong(fields[UTIME]) + Long.parseLong(fields[STIME])) * TICK_SECONDS;
        }
        return seconds;
    }

    /// How many files this process may have open.
    static long maxOpenFiles() {
        try {
            for (var line : Files.readAllLines(Path.of("/proc/self/limits"))) {
                var fields = line.split(" {2,}");
                if (fields[0].equals("Max open files")) {
                    return fields[1].equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(fields[1]);
                }
            }
        } catch (IOException e) {
            // no Linux: nothing is measured here
        }
        return Long.MAX_VALUE;
    }

    /// CPU seconds that the whole machine was busy so far, all cores added up, time stolen by its host included.
    static double machineSeconds() throws IOException {
        var fields = Files.readAllLines(Path.of("/proc/stat")).getFirst().split(" +");
        long ticks = 0;
        for (int i = 1; i <= 8; i++) {
            if (i != IDLE && i != IOWAIT) ticks += Long.parseLong(fields[i]);
        }
        return ticks * TICK_SECONDS;
    }

    /// Memory in MiB: `VmRSS` now, or `VmHWM` at its highest.
    static double memoryMib(List<Long> pids, String field) throws IOException {
        double kib = 0;
        for (long pid : pids) {
            kib += Double.parseDouble(
                    Machine.field(Path.of("/proc/" + pid + "/status"), field).replace("kB", ""));
        }
        return kib / 1024;
    }
}
