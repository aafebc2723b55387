package io.polygate.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The gateway as it ships: key check, metrics and the log line of each call on, one provider that is the mock
/// backend.
final class PolygateProxy {
    /// The key that every call of the rig carries.
    static final String KEY = "sk-benchmark-0123456789abcdef";

    /// How long a WebSocket may be silent before it is pinged.
    static final int HEARTBEAT_SECONDS = 10;

    private static final String CONFIG = """
            server: {host: 127.0.0.1, port: %1$d}
            management: {host: 127.0.0.1, port: %2$d}
            auth: {mode: keys}
            keys: [{name: benchmark, key: %3$s}]
            providers:
              - id: mock-backend
                dialect: openai
                base-url: "http://127.0.0.1:%4$d/v1"
                credentials: [{value: sk-backend}]
                limits: {concurrent: 12000, connections: 12000}
            websocket: {per-key: 12000, per-address: 12000, heartbeat: %6$ds}
            models:
            %5$s
            """;
    private static final String MODEL = "  - {name: %1$s, targets: [{provider: mock-backend, model: %1$s}]}";

    private PolygateProxy() {}

    static boolean installed() {
        return !program().isEmpty();
    }

    /// Starts the gateway and waits for its first answered call.
    static Proxy start(Path directory, List<String> pin, int backendPort) throws IOException, InterruptedException {
        int port = FreePort.take();
        var models = Case.ALL.stream()
                .filter(benchmark -> !benchmark.idle())
                .map(Case::model)
                .distinct()
                .map(MODEL::formatted)
                .collect(Collectors.joining("\n"));
        var config = directory.resolve("gateway.yaml");
        Files.writeString(config, CONFIG.formatted(port, FreePort.take(), KEY, backendPort, models, HEARTBEAT_SECONDS));
        var command = Stream.concat(program().stream(), Stream.of("--config", config.toString()))
                .toArray(String[]::new);
        var log = directory.resolve("polygate.log");
        Files.deleteIfExists(log);
        var process = Proxy.launch(directory, log, Machine.command(pin, command));
        var proxy = new Proxy(Proxy.POLYGATE, port, port, process);
        FirstCall.await(proxy, port);
        return proxy;
    }

    /// Empties the log of calls, which grows by hundreds of bytes a call.
    static void emptyLog(Path directory) throws IOException {
        var log = directory.resolve("polygate.log");
        if (Files.exists(log))
            Files.newByteChannel(log, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)
                    .close();
    }

    private static List<String> program() {
        var script = Path.of("bin/polygate").toAbsolutePath();
        if (Files.isExecutable(script)) return List.of(script.toString());
        var jar = Path.of("target/polygate.jar").toAbsolutePath();
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return Files.exists(jar) ? List.of(java, "-jar", jar.toString()) : List.of();
    }
}
