package io.polygate.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/// Builds a configuration for a test: free ports, one event loop, the key `sk-test`, and what the test adds.
public final class GatewayText {

    private static final int FIRST_PORT = 12_000;
    private static final int PORTS = 20_000;
    private static final AtomicInteger NEXT_PORT =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(PORTS));

    private final List<String> server = new ArrayList<>(List.of("port: 0"));
    private final List<String> providers = new ArrayList<>();
    private final List<String> models = new ArrayList<>();
    private final List<String> sections = new ArrayList<>();
    private final List<String> keys = new ArrayList<>(List.of("{name: test, key: sk-test}"));
    private String log = "calls: false, level: warn";

    /// Keys of the section `server`, as `max-body: 1KiB`.
    public GatewayText server(String... pairs) {
        server.addAll(List.of(pairs));
        return this;
    }

    /// The usual provider `fake`, with `gpt-test` (also `fast`) standing for its `upstream-model`.
    public GatewayText fake(FakeProvider provider, String... pairs) {
        provider("fake", provider.baseUrl(), pairs);
        return model("gpt-test", "fake", "upstream-model");
    }

    public GatewayText provider(String id, String baseUrl, String... pairs) {
        return backend(id, "openai", baseUrl, pairs);
    }

    /// A provider that speaks another dialect.
    public GatewayText backend(String id, String dialect, String baseUrl, String... pairs) {
        var more = pairs.length == 0 ? "" : ", " + String.join(", ", pairs);
        providers.add("{id: " + id + ", dialect: " + dialect + ", base-url: \"" + baseUrl
                + "\", credentials: [{value: sk-upstream}]" + more + "}");
        return this;
    }

    /// A backend of gRPC services; `more` as `, key: value`.
    public GatewayText grpcBackend(String id, int port, String more) {
        providers.add("{id: " + id + ", dialect: grpc, discovery: {type: static, endpoints: [{url: \"grpc://127.0.0.1:"
                + port + "\"}]}" + more + "}");
        return this;
    }

    /// A provider as it stands in the file.
    public GatewayText account(String pairs) {
        providers.add("{" + pairs + "}");
        return this;
    }

    /// A key beside `sk-test`.
    public GatewayText key(String name, String key) {
        keys.add("{name: " + name + ", key: " + key + "}");
        return this;
    }

    /// A key that may only call models.
    public GatewayText member(String name, String key) {
        keys.add("{name: " + name + ", key: " + key + ", role: member}");
        return this;
    }

    public GatewayText mock() {
        providers.add("{id: mock, dialect: mock, base-url: \"http://mock.invalid\"}");
        models.add("{name: mock-model, targets: [{provider: mock, model: echo}]}");
        return this;
    }

    /// A provider as it stands in the file.
    public GatewayText entry(String provider) {
        providers.add(provider);
        return this;
    }

    public GatewayText model(String name, String provider, String model) {
        models.add("{name: " + name + ", aliases: [" + name + "-alias], targets: [{provider: " + provider + ", model: "
                + model + "}]}");
        return this;
    }

    /// A model with targets as they stand in the file.
    public GatewayText targets(String name, String... targets) {
        models.add("{name: " + name + ", targets: [" + String.join(", ", targets) + "]}");
        return this;
    }

    /// A model as it stands in the file, without its braces.
    public GatewayText rule(String pairs) {
        models.add("{" + pairs + "}");
        return this;
    }

    /// A key with all that stands in the file, without its braces.
    public GatewayText keyOf(String pairs) {
        keys.add("{" + pairs + "}");
        return this;
    }

    public GatewayText log(String pairs) {
        log = pairs;
        return this;
    }

    /// One node of a cluster; `port` 0 takes a free one, `peer` is the port of the node to ask first.
    public GatewayText clusterNode(int port, String role, int peer) {
        return line("cluster: {enabled: true, port: " + port + ", roles: [" + role + "], peers: [\"127.0.0.1:" + peer
                + "\"]}");
    }

    /// A port that is free, for what must be known before it is taken: none of those that the system gives to
    /// connections meanwhile, and each only once.
    public static int freePort() {
        while (true) {
            int port = FIRST_PORT + Math.floorMod(NEXT_PORT.getAndIncrement(), PORTS);
            try (var socket = new ServerSocket(port)) {
                return socket.getLocalPort();
            } catch (BindException e) {
                continue;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /// A line of its own.
    public GatewayText line(String line) {
        sections.add(line);
        return this;
    }

    @Override
    public String toString() {
        var text = new StringBuilder();
        text.append("server: {").append(String.join(", ", server)).append("}\n");
        text.append("management: {port: 0}\n");
        text.append("keys: [").append(String.join(", ", keys)).append("]\n");
        text.append("log: {").append(log).append("}\n");
        if (sections.stream().noneMatch(line -> line.startsWith("runtime:"))) {
            text.append("runtime: {event-loops: 1}\n");
        }
        if (sections.stream().noneMatch(line -> line.startsWith("grpc:"))) {
            text.append("grpc: {port: 0}\n");
        }
        list(text, "providers", providers);
        list(text, "models", models);
        sections.forEach(line -> text.append(line).append('\n'));
        return text.toString();
    }

    private static void list(StringBuilder text, String name, List<String> items) {
        text.append(name).append(":\n");
        items.forEach(item -> text.append("  - ").append(item).append('\n'));
    }
}
