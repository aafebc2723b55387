package io.polygate.benchmark.micro;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Locale;

/// What it costs to translate a prompt of 1 MB: CPU time of the thread, which holds on a busy machine too.
public final class PromptCost {

    private static final int MEGABYTE = 1_000_000;
    private static final int WARM = 60;
    private static final int MEASURED = 41;

    private PromptCost() {}

    public static void main(String[] arguments) {
        for (int round = 0; round < 2; round++) {
            for (var caller : Samples.DIALECTS) {
                for (var backend : Samples.DIALECTS) {
                    if (!caller.equals(backend)) {
                        double millis = measure(caller, backend, round == 0 ? WARM / 2 : WARM);
                        if (round > 0) {
                            System.out.printf(Locale.ROOT, "| %s | %s | %.1f |%n", caller, backend, millis);
                        }
                    }
                }
            }
        }
    }

    private static double measure(String from, String to, int warm) {
        var caller = Samples.dialect(from);
        var backend = Samples.dialect(to);
        var prompt = Samples.body(caller, Samples.request(MEGABYTE));
        var threads = ManagementFactory.getThreadMXBean();
        var nanos = new long[MEASURED];
        long bytes = 0;
        for (int i = -warm; i < MEASURED; i++) {
            long before = threads.getCurrentThreadCpuTime();
            bytes += Samples.body(backend, Samples.decoded(caller, prompt)).length();
            if (i >= 0) {
                nanos[i] = threads.getCurrentThreadCpuTime() - before;
            }
        }
        if (bytes < (long) MEGABYTE * (MEASURED + warm)) {
            throw new IllegalStateException("a part of the prompt was lost");
        }
        Arrays.sort(nanos);
        return nanos[MEASURED / 2] / 1e6;
    }
}
