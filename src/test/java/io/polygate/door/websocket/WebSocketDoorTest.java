package io.polygate.door.websocket;

import io.polygate.testing.GatewayText;
import io.polygate.testing.TestGateway;
import org.junit.jupiter.api.AfterAll;

/// Door and routing in one process, on several event loops: a resumed call may have begun on another one.
final class WebSocketDoorTest extends WebSocketDoorContract {

    private final TestGateway gateway =
            TestGateway.start(new GatewayText().fake(provider).line("runtime: {event-loops: 2}"));

    @Override
    TestGateway gateway() {
        return gateway;
    }

    @AfterAll
    void close() {
        gateway.close();
        provider.close();
    }
}
