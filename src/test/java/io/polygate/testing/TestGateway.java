package io.polygate.testing;

import io.polygate.app.Gateway;
import io.polygate.app.LiveConfig;
import io.polygate.app.Node;
import io.polygate.config.ConfigResult;
import io.polygate.config.ConfigSources;
import io.polygate.config.GatewayConfig;
import io.polygate.door.Connections;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// The real gateway in this process, on free ports, from the text of a configuration.
public final class TestGateway implements AutoCloseable {

    private final Path file;
    private final Gateway gateway;
    private final LiveConfig live;
    private boolean stopped;

    private TestGateway(Path file, Gateway gateway, LiveConfig live) {
        this.file = file;
        this.gateway = gateway;
        this.live = live;
    }

    public static TestGateway start(GatewayText text) {
        return start(text.toString());
    }

    public static TestGateway start(String text) {
        try {
            var file = Files.createTempFile("gateway", ".yaml");
            file.toFile().deleteOnExit();
            Files.writeString(file, text);
            return start(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static TestGateway start(Path file) {
        var sources = ConfigSources.of(new String[] {"--config", file.toString()}, Map.of());
        var config =
                switch (GatewayConfig.load(sources)) {
                    case ConfigResult.Accepted accepted -> accepted.config();
                    case ConfigResult.Refused refused ->
                        throw new AssertionError(refused.problems().toString());
                };
        var node = Wait.on(Node.start(config));
        var live = Wait.on(LiveConfig.open(node.vertx(), sources, config));
        var gateway = Wait.on(Gateway.start(node, live, Map.of()));
        live.watch(gateway::use);
        return new TestGateway(file, gateway, live);
    }

    /// Writes the configuration's file anew and takes it over at once.
    public ConfigResult reload(GatewayText text) {
        write(text.toString());
        return Wait.on(live.reload());
    }

    public void write(String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return gateway.port();
    }

    /// The port that only gRPC is served on.
    public int grpcPort() {
        return gateway.grpcPort();
    }

    public int managementPort() {
        return gateway.managementPort();
    }

    /// What is remembered of a call; it is there when its answer's end is, or soon after.
    public JsonObject decision(String id) {
        Wait.until(vertx(), () -> gateway.decision(id) != null);
        return gateway.decision(id).json();
    }

    /// The same, of a gateway that has stopped.
    public JsonObject decisionNow(String id) {
        return gateway.decision(id).json();
    }

    public Connections connections() {
        return gateway.connections();
    }

    public Vertx vertx() {
        return gateway.vertx();
    }

    public Caller caller() {
        return new Caller("http://127.0.0.1:" + port(), "sk-test");
    }

    public Caller management() {
        return new Caller("http://127.0.0.1:" + managementPort(), "");
    }

    public RawSocket raw() {
        return new RawSocket(port());
    }

    /// Stops as on SIGTERM.
    public Future<Void> stop() {
        stopped = true;
        return gateway.stop();
    }

    @Override
    public void close() {
        if (!stopped) {
            stopped = true;
            Wait.on(gateway.vertx().close());
        }
    }
}
