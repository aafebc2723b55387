package io.polygate.door.grpc;

import static io.polygate.testing.Caller.HELLO;

import io.polygate.testing.GatewayText;
import io.polygate.testing.GrpcCaller;
import io.polygate.testing.Script;
import io.polygate.testing.TwoNodes;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/// Doors in this process, routing in another one.
final class GrpcDoorClusteredTest extends GrpcDoorContract {

    @TempDir
    static Path folder;

    private TwoNodes nodes;
    private GrpcCaller caller;

    @BeforeAll
    void start() {
        provider.answers(Script.json(Script.CHAT));
        nodes = TwoNodes.start(
                folder,
                () -> new GatewayText().fake(provider).line("grpc: {port: 0, max-message: 64KiB}"),
                doors -> doors.caller().chat(HELLO).statusCode() == 200);
        while (provider.waiting() > 0) {
            provider.take();
        }
        caller = new GrpcCaller(provider.vertx(), nodes.doors().grpcPort());
    }

    @Override
    GrpcCaller caller() {
        return caller;
    }

    @AfterAll
    void close() {
        nodes.close();
        provider.close();
    }
}
