package io.polygate.door.websocket;

import static io.polygate.testing.Caller.HELLO;

import io.polygate.testing.GatewayProcess;
import io.polygate.testing.GatewayText;
import io.polygate.testing.Script;
import io.polygate.testing.TestGateway;
import io.polygate.testing.Wait;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/// Doors in this process, routing in another one: even the key is checked over the network.
final class WebSocketDoorClusteredTest extends WebSocketDoorContract {

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
        provider.answers(Script.json(Script.CHAT));
        Wait.until(provider.vertx(), () -> doors.caller().chat(HELLO).statusCode() == 200);
    }

    private GatewayText text(int port, String role) {
        return new GatewayText().fake(provider).clusterNode(port, role, meetingPort);
    }

    @Override
    TestGateway gateway() {
        return doors;
    }

    @AfterAll
    void close() {
        doors.close();
        routing.close();
        provider.close();
    }
}
