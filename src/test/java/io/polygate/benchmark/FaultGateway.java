package io.polygate.benchmark;

import io.polygate.testing.BackendProcess;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Collectors;

/// `bin/polygate` before some backends that are checked every 250 ms, and what it says of them.
final class FaultGateway implements AutoCloseable {
    static final String MODEL = "chat";
    private static final String CONFIG = """
            server: {host: 127.0.0.1, port: %1$d}
            management: {host: 127.0.0.1, port: %2$d}
            grpc: {port: 0}
            keys: [{name: benchmark, key: %3$s}]
            providers:
              - id: backends
                dialect: openai
                credentials: [{value: sk-backend}]
                discovery: {type: static, endpoints: [%4$s]}
                health: {path: /health, interval: 250ms, timeout: 250ms, unhealthy-after: 2, healthy-after: 2}
            models:
              - {name: %5$s, targets: [{provider: backends, model: upstream-model}]}
            routing: {first-byte: %6$dms, breaker: {window: 10s, failures: 50%%, open: 2s}}
            """;
    private static final String ENDPOINT = "{url: \"http://127.0.0.1:%d/v1\", id: %s, weight: %d}";

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<BackendProcess> backends;
    private final int firstByteMillis;
    private final int managementPort = FreePort.take();
    private final int port = FreePort.take();
    private final Path file;
    private final Proxy proxy;

    /// An endpoint as GET /loadbalancer/instances shows it.
    record Instance(String state, long calls) {
        boolean healthy() {
            return state.equals("healthy");
        }
    }

    FaultGateway(Path directory, List<BackendProcess> backends, int firstByteMillis) throws IOException {
        this.backends = backends;
        this.firstByteMillis = firstByteMillis;
        this.file = directory.resolve("faults.yaml");
        weigh(1);
        var log = directory.resolve("faults.log");
        Files.deleteIfExists(log);
        var process = Proxy.launch(
                directory, log, Path.of("bin/polygate").toAbsolutePath().toString(), "--config", file.toString());
        this.proxy = new Proxy(Proxy.POLYGATE, port, port, process);
    }

    int port() {
        return port;
    }

    boolean ready() {
        try {
            return instances().stream().allMatch(Instance::healthy);
        } catch (IOException | InterruptedException e) {
            return false;
        }
    }

    /// Writes the file anew, with this weight for every backend; the gateway notices by itself.
    void weigh(int weight) throws IOException {
        var endpoints = backends.stream()
                .map(each -> ENDPOINT.formatted(each.port(), each.name(), weight))
                .collect(Collectors.joining(", "));
        var next = file.resolveSibling("faults.next");
        Files.writeString(
                next, CONFIG.formatted(port, managementPort, PolygateProxy.KEY, endpoints, MODEL, firstByteMillis));
        Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    /// Which snapshot of the configuration holds.
    long version() throws IOException, InterruptedException {
        return get("/admin/v1/config").getLong("version");
    }

    Instance instance(BackendProcess backend) throws IOException, InterruptedException {
        return instances().get(backends.indexOf(backend));
    }

    private List<Instance> instances() throws IOException, InterruptedException {
        var all = get("/loadbalancer/instances").getJsonArray("instances").stream()
                .map(JsonObject.class::cast)
                .toList();
        return backends.stream()
                .map(backend -> all.stream()
                        .filter(each -> backend.name().equals(each.getString("id")))
                        .map(each -> new Instance(each.getString("state"), each.getLong("calls")))
                        .findFirst()
                        .orElse(new Instance("unknown", 0)))
                .toList();
    }

    private JsonObject get(String path) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("authorization", "Bearer " + PolygateProxy.KEY)
                .build();
        var answer = client.send(request, BodyHandlers.ofString());
        if (answer.statusCode() != 200) throw new IOException(path + " answered " + answer.statusCode());
        return new JsonObject(answer.body());
    }

    double cpuSeconds() throws IOException {
        return ProcessUse.cpuSeconds(proxy.pids());
    }

    double memoryMib() throws IOException {
        return ProcessUse.memoryMib(proxy.pids(), "VmRSS");
    }

    @Override
    public void close() throws IOException {
        client.close();
        proxy.close();
    }
}
