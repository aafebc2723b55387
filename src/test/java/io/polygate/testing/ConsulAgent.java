package io.polygate.testing;

import io.vertx.core.json.JsonObject;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// A real Consul agent in development mode, on free ports; it keeps nothing when it is killed.
public final class ConsulAgent implements AutoCloseable {

    private final HttpClient client = HttpClient.newHttpClient();
    private final Path binary;
    private final int port = GatewayText.freePort();
    private Process process;

    public ConsulAgent(Path binary) {
        this.binary = binary;
        start();
    }

    /// Where a `consul` binary is on the PATH, if there is one.
    public static Optional<Path> binary() {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> Path.of(folder, "consul"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    public void start() {
        try {
            process = new ProcessBuilder(
                            binary.toString(),
                            "agent",
                            "-dev",
                            "-bind=127.0.0.1",
                            "-http-port=" + port,
                            "-server-port=" + GatewayText.freePort(),
                            "-serf-lan-port=" + GatewayText.freePort(),
                            "-serf-wan-port=" + GatewayText.freePort(),
                            "-grpc-port=-1",
                            "-dns-port=-1")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Whether it has a leader, so that it answers.
    public boolean isReady() {
        try {
            return get("/v1/status/leader").length() > 2;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    public String address() {
        return "http://127.0.0.1:" + port;
    }

    public void kill() {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public void register(JsonObject service) {
        send(HttpRequest.newBuilder(URI.create(address() + "/v1/agent/service/register"))
                .PUT(BodyPublishers.ofString(service.encode()))
                .build());
    }

    public String get(String path) {
        return send(HttpRequest.newBuilder(URI.create(address() + path)).build());
    }

    private String send(HttpRequest request) {
        try {
            var answer = client.send(request, BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IOException(answer.statusCode() + " " + answer.body());
            }
            return answer.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    public void close() {
        kill();
        client.close();
    }
}
