package io.polygate.door.rest;

import io.polygate.testing.GatewayProcess;
import io.polygate.testing.GatewayText;
import io.polygate.testing.Script;
import io.polygate.testing.TestGateway;
import io.polygate.testing.Wait;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/// Forms with files where doors and routing are two processes.
final class UploadClusteredTest extends UploadContract {

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
        Wait.until(
                provider.vertx(),
                () -> doors.caller().chat(io.polygate.testing.Caller.HELLO).statusCode() == 200);
    }

    private GatewayText text(int port, String role) {
        return new GatewayText().server("max-upload: 8MiB").fake(provider).clusterNode(port, role, meetingPort);
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
