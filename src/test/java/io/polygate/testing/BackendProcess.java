package io.polygate.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A backend as a process of its own, that can be killed and come back on the same port; see [FaultyBackend].
public final class BackendProcess implements AutoCloseable {

    private final String name;
    private int port;
    private Process process;
    private BlockingQueue<String> said;

    /// @param name the model that its answers name
    public BackendProcess(String name) {
        this.name = name;
        start();
    }

    private void start() {
        try {
            process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx64m",
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                            FaultyBackend.class.getName(),
                            String.valueOf(port),
                            name)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var lines = new LinkedBlockingQueue<String>();
        said = lines;
        var output = process.getInputStream();
        Thread.ofVirtual().start(() -> {
            try (var in = new BufferedReader(new InputStreamReader(output, StandardCharsets.UTF_8))) {
                in.lines().forEach(lines::add);
            } catch (IOException | UncheckedIOException e) {
                lines.add("gone");
            }
        });
        port = Integer.parseInt(hear("listens"));
    }

    private String hear(String word) {
        try {
            var line = said.poll(30, TimeUnit.SECONDS);
            if (line == null || !line.startsWith(word + " ")) {
                throw new AssertionError("the backend did not say " + word + " but " + line);
            }
            return line.substring(word.length() + 1);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    /// From the return of this call on it does that, as `hang`, `limited 1` or `none`.
    public void does(String fault) {
        try {
            process.outputWriter().write(fault + "\n");
            process.outputWriter().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        hear("does");
    }

    /// SIGKILL; returns when it is dead.
    public void kill() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    /// Where it was, as if nothing had been.
    public void comeBack() {
        start();
    }

    public String name() {
        return name;
    }

    public int port() {
        return port;
    }

    @Override
    public void close() {
        kill();
    }
}
