package io.polygate.benchmark;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One of the ways from the load generator to the backend: a running process in between, or none.
record Proxy(
        String name, int callPort, int streamPort, @Nullable Process process) implements AutoCloseable {
    static final String DIRECT = "direct";
    static final String NGINX = "nginx";
    static final String POLYGATE = "polygate";
    static final List<String> NAMES = List.of(DIRECT, NGINX, POLYGATE);

    private static final int STOP_SECONDS = 40;

    static Proxy direct(int backendPort) {
        return new Proxy(DIRECT, backendPort, backendPort, null);
    }

    /// Starts a proxy's process with its output in a file; it ends with this one, however this one ends.
    static Process launch(Path directory, Path log, String... command) throws IOException {
        var process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        return process;
    }

    int port(Case benchmark) {
        return benchmark.streamed() ? streamPort : callPort;
    }

    /// The ids of the proxy's processes; none for the direct way.
    List<Long> pids() throws IOException {
        if (process == null) return List.of();
        if (!process.isAlive()) throw new IOException(name + " ended during the run, exit code " + process.exitValue());
        return Stream.concat(Stream.of(process.toHandle()), process.toHandle().descendants())
                .map(ProcessHandle::pid)
                .toList();
    }

    /// Asks the process to stop, and makes it when it does not.
    @Override
    public void close() throws IOException {
        if (process == null) return;
        process.destroy();
        try {
            if (process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
    }
}
