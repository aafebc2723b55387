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

/// Doors in this process, routing in another one: frames are encoded and cross a network.
final class RestDoorClusteredTest extends RestDoorContract {

    @TempDir
    static Path folder;

    private TwoNodes nodes;

    @BeforeAll
    void start() {
        provider.answers(Script.json(Script.CHAT));
        nodes = TwoNodes.start(
                folder,
                () -> new GatewayText().fake(provider),
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
