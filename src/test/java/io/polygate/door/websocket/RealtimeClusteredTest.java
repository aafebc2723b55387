package io.polygate.door.websocket;

import io.polygate.testing.GatewayText;
import io.polygate.testing.TestGateway;
import io.polygate.testing.TwoNodes;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/// Doors in this process, routing in another one.
final class RealtimeClusteredTest extends RealtimeContract {

    @TempDir
    static Path folder;

    private TwoNodes nodes;

    @BeforeAll
    void start() {
        nodes = TwoNodes.start(
                folder,
                () -> new GatewayText()
                        .mock()
                        .provider("voices", backend.baseUrl())
                        .model("voice", "voices", "gpt-realtime"),
                doors -> doors.caller().get("/v1/models").statusCode() == 200);
    }

    @Override
    TestGateway gateway() {
        return nodes.doors();
    }

    @AfterAll
    void close() {
        nodes.close();
        backend.close();
    }
}
