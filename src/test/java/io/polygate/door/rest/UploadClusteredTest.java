package io.polygate.door.rest;

import static io.polygate.testing.Caller.HELLO;

import io.polygate.testing.GatewayText;
import io.polygate.testing.Script;
import io.polygate.testing.TestGateway;
import io.polygate.testing.TwoNodes;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/// Forms with files where doors and routing are two processes.
final class UploadClusteredTest extends UploadContract {

    @TempDir
    static Path folder;

    private TwoNodes nodes;

    @BeforeAll
    void start() {
        provider.answers(Script.json(Script.CHAT));
        nodes = TwoNodes.start(
                folder,
                () -> new GatewayText().server("max-upload: 8MiB").fake(provider),
                doors -> doors.caller().chat(HELLO).statusCode() == 200);
    }

    @Override
    TestGateway gateway() {
        return nodes.doors();
    }

    @AfterAll
    void close() {
        nodes.close();
        provider.close();
    }
}
