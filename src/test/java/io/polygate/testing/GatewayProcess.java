package io.polygate.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// The gateway as a process of its own, for what only a process can show: its output, its signals, its death.
public final class GatewayProcess implements AutoCloseable {

    private static final String SERVES = " serves on http";
    private static final String ROUTES = " routes calls for the cluster";

    private final Process process;
    private final List<String> lines = new ArrayList<>();
    private final CompletableFuture<String> address = new CompletableFuture<>();
    private final Thread reader;

    public GatewayProcess(String text, Path folder) {
        this(text, folder, Map.of());
    }

    /// With variables of the environment beside those that there are; `POLYGATE_HEAP` is the heap, as it is for
    /// `bin/polygate`.
    public GatewayProcess(String text, Path folder, Map<String, String> environment) {
        try {
            var file = Files.writeString(folder.resolve("gateway-" + System.nanoTime() + ".yaml"), text);
            var builder = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx" + environment.getOrDefault("POLYGATE_HEAP", "256m"),
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "--enable-native-access=ALL-UNNAMED",
                            "--sun-misc-unsafe-memory-access=allow",
                            "-cp",
                            classPath(),
                            "io.polygate.app.Main",
                            "--config",
                            file.toString())
                    .directory(folder.toFile())
                    .redirectErrorStream(true);
            builder.environment().putAll(environment);
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        reader = Thread.ofVirtual().start(this::read);
    }

    /// Without the tests' own classes and settings.
    public static String classPath() {
        var path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return String.join(
                ":",
                List.of(path.split(":")).stream()
                        .filter(entry -> !entry.endsWith("test-classes"))
                        .toList());
    }

    private void read() {
        try (var in = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (var line = in.readLine(); line != null; line = in.readLine()) {
                synchronized (lines) {
                    lines.add(line);
                }
                if (line.contains(ROUTES)) {
                    address.complete("");
                }
                if (line.contains(SERVES)) {
                    address.complete(line.substring(line.indexOf(SERVES) + SERVES.length() - 4));
                }
            }
            address.completeExceptionally(new IllegalStateException("it ended: " + output()));
        } catch (IOException e) {
            address.completeExceptionally(e);
        }
    }

    /// Where it serves, once it does; empty for a node without doors.
    public String address() {
        return Wait.on(address);
    }

    public int port() {
        var text = address();
        return Integer.parseInt(text.substring(text.lastIndexOf(':') + 1).strip());
    }

    public Caller caller() {
        return new Caller(address(), "sk-test");
    }

    /// SIGTERM. By its handle: the process's own method would also close the pipe that its last lines come through.
    public void terminate() {
        process.toHandle().destroy();
    }

    /// SIGKILL.
    public void kill() {
        process.destroyForcibly();
    }

    /// SIGSTOP, or SIGCONT after it: a node that hangs for a while.
    public void freeze(boolean frozen) {
        try {
            new ProcessBuilder("kill", frozen ? "-STOP" : "-CONT", Long.toString(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Its exit code, once it has ended.
    public int exit() {
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                throw new AssertionError("it did not end: " + output());
            }
            reader.join(java.time.Duration.ofSeconds(5));
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    /// What it has printed so far.
    public String output() {
        synchronized (lines) {
            return String.join("\n", lines);
        }
    }

    public long pid() {
        return process.pid();
    }

    public boolean alive() {
        return process.isAlive();
    }

    @Override
    public void close() {
        kill();
        exit();
    }
}
