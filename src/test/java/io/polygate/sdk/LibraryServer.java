package io.polygate.sdk;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// grpcio's server with the services of `src/test/sdk/python/library.proto`.
final class LibraryServer implements AutoCloseable {

    private final Process process;
    private final BufferedReader output;
    private final int port;

    /// One that tells of itself by reflection.
    LibraryServer(String... arguments) {
        process = Sdk.PYTHON.start("library_server", arguments);
        output = process.inputReader(StandardCharsets.UTF_8);
        port = Integer.parseInt(readTo("PORT ").getLast().substring(5));
    }

    int port() {
        return port;
    }

    /// What it says up to a line that begins so.
    List<String> readTo(String mark) {
        var lines = new ArrayList<String>();
        try {
            for (var line = output.readLine(); line != null; line = output.readLine()) {
                lines.add(line);
                if (line.startsWith(mark)) {
                    return lines;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new AssertionError("the server ended before it said " + mark + ": " + lines);
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
