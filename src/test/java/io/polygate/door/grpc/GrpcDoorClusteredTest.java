package io.polygate.door.grpc;

import static io.polygate.testing.Caller.HELLO;

import io.polygate.testing.GatewayProcess;
import io.polygate.testing.GatewayText;
import io.polygate.testing.GrpcCaller;
import io.polygate.testing.Script;
import io.polygate.testing.TestGateway;
import io.polygate.testing.Wait;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/// Doors in this process, routing in another one.
final class GrpcDoorClusteredTest extends GrpcDoorContract {

    @TempDir
    static Path folder;

    private final int meetingPort = GatewayText.freePort();
    private GatewayProcess routing;
    private TestGateway doors;
    private GrpcCaller caller;

    @BeforeAll
    void start() {
        routing = new GatewayProcess(text(meetingPort, "routing").toString(), folder);
        routing.address();
        doors = TestGateway.start(text(0, "doors"));
        provider.answers(Script.json(Script.CHAT));
        Wait.until(provider.vertx(), () -> doors.caller().chat(HELLO).statusCode() == 200);
        while (provider.waiting() > 0) {
            provider.take();
        }
        caller = new GrpcCaller(provider.vertx(), doors.grpcPort());
    }

    private GatewayText text(int port, String role) {
        return new GatewayText()
                .fake(provider)
                .line("grpc: {port: 0, max-message: 64KiB}")
                .clusterNode(port, role, meetingPort);
    }

    @Override
    GrpcCaller caller() {
        return caller;
    }

    @AfterAll
    void close() {
        doors.close();
        routing.close();
        provider.close();
    }
}
