package io.polygate.door.rest;

import io.polygate.testing.GatewayText;
import io.polygate.testing.TestGateway;
import org.junit.jupiter.api.AfterAll;

/// Door and routing in one process: frames pass by reference.
final class RestDoorTest extends RestDoorContract {

    private final TestGateway gateway = TestGateway.start(new GatewayText().fake(provider));

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
