package io.polygate.benchmark;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// The machine that the run is on: its cores, and who is pinned to which; the versions that belong to a result.
///
/// @param proxyPin the command before a proxy's, which keeps it on the first core; empty where nothing can be pinned
record Machine(List<Integer> cores, List<String> proxyPin) {
    /// Keeps this process on all cores but the first. With one core, or without `taskset`, everybody shares.
    static Machine pinned() throws IOException {
        var cores = allowedCores();
        if (cores.size() < 2 || output("taskset", "--version").isEmpty()) return new Machine(cores, List.of());
        move(ProcessHandle.current().pid(), cores.subList(1, cores.size()));
        return new Machine(cores, List.of("taskset", "-c", String.valueOf(cores.getFirst())));
    }

    /// Lets a proxy use every core for a while, so that its JIT compiles beside the load instead of in its way.
    void unpin(Proxy proxy) throws IOException {
        if (proxyPin.isEmpty()) return;
        for (long pid : proxy.pids()) move(pid, cores);
    }

    /// Puts a proxy back on the core of its own.
    void pin(Proxy proxy) throws IOException {
        if (proxyPin.isEmpty()) return;
        for (long pid : proxy.pids()) move(pid, cores.subList(0, 1));
    }

    /// The command prefix that gives a process all cores, as a user would start it.
    List<String> unpinned() {
        if (proxyPin.isEmpty()) return List.of();
        return List.of("taskset", "-c", list(cores));
    }

    String pinning() {
        return proxyPin.isEmpty()
                ? "nothing pinned"
                : "proxy alone on core %d, backend and load generator on the other %d"
                        .formatted(cores.getFirst(), cores.size() - 1);
    }

    Map<String, String> versions() throws IOException {
        var versions = new LinkedHashMap<String, String>();
        versions.put("cpu", field(Path.of("/proc/cpuinfo"), "model name"));
        versions.put("cores", String.valueOf(cores.size()));
        versions.put("memory", field(Path.of("/proc/meminfo"), "MemTotal"));
        versions.put("kernel", output("uname", "-sr"));
        versions.put("jdk", Runtime.version().toString());
        versions.put("nginx", output("nginx", "-v").replace("nginx version: ", ""));
        versions.put(
                "commit",
                output("git", "rev-parse", "--short", "HEAD")
                        + (output("git", "status", "--porcelain").isEmpty() ? "" : " and changes"));
        return versions;
    }

    static String[] command(List<String> prefix, String... command) {
        var whole = new ArrayList<>(prefix);
        whole.addAll(List.of(command));
        return whole.toArray(String[]::new);
    }

    /// What a short command prints, stripped; empty where it does not exist or fails.
    static String output(String... command) {
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() == 0 ? output.strip() : "";
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    /// The value of a `name: value` line of a file under /proc.
    static String field(Path file, String name) throws IOException {
        return Files.readAllLines(file).stream()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("");
    }

    private static void move(long pid, List<Integer> cores) {
        output("taskset", "-a", "-c", "-p", list(cores), String.valueOf(pid));
    }

    private static String list(List<Integer> cores) {
        return String.join(",", cores.stream().map(String::valueOf).toList());
    }

    private static List<Integer> allowedCores() throws IOException {
        var cores = new ArrayList<Integer>();
        for (var range :
                field(Path.of("/proc/self/status"), "Cpus_allowed_list").split(",")) {
            var ends = range.split("-");
            IntStream.rangeClosed(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]))
                    .forEach(cores::add);
        }
        return cores;
    }
}
