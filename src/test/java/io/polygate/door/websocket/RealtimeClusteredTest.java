package io.polygate.door.websocket;

import io.polygate.testing.GatewayProcess;
import io.polygate.testing.GatewayText;
import io.polygate.testing.TestGateway;
import io.polygate.testing.Wait;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/// Doors in this process, routing in another one.
final class RealtimeClusteredTest extends RealtimeContract {

    @TempDir
    static Path folder;

    private final int meetingPort = GatewayText.freePort();
    private GatewayProcess routing;
    private TestGateway doors;

    @BeforeAll
    void start() {
        routing = new GatewayProcess(text(meetingPort, "routing").toString(), folder);
        routing.address();
        doors = TestGateway.start(text(0, "doors"));
        Wait.until(backend.vertx(), () -> doors.caller().get("/v1/models").statusCode() == 200);
    }

    private GatewayText text(int port, String role) {
        return new GatewayText()
                .mock()
                .provider("voices", backend.baseUrl())
                .model("voice", "voices", "gpt-realtime")
                .clusterNode(port, role, meetingPort);
    }

    @Override
    TestGateway gateway() {
        return doors;
    }

    @AfterAll
    void close() {
        doors.close();
        routing.close();
        backend.close();
    }
}
