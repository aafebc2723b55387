package io.polygate.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.testing.GatewayText;
import io.polygate.testing.RawSocket;
import io.polygate.testing.TwoNodes;
import io.polygate.testing.Wait;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Requests that come line by line to doors in this process, for a gRPC backend that another process calls.
@Timeout(value = 10, unit = TimeUnit.MINUTES)
final class StreamedRequestsClusteredTest {

    private static final String END = "0\r\n\r\n";

    @TempDir
    static Path folder;

    private static LibraryServer library;
    private static TwoNodes nodes;

    @BeforeAll
    static void start() {
        library = new LibraryServer();
        nodes = TwoNodes.start(
                folder,
                () -> new GatewayText().grpcBackend("library", library.port(), ""),
                doors -> doors.caller()
                                .post("/grpc/library.v1.Library/Echo", "{}")
                                .statusCode()
                        == 200);
    }

    @AfterAll
    static void stop() {
        nodes.close();
        library.close();
    }

    private static RawSocket open(String method) {
        return nodes.doors()
                .raw()
                .send("POST /grpc/library.v1.Library/" + method + " HTTP/1.1\r\nHost: gateway\r\nx-api-key: sk-test\r\n"
                        + "Content-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n");
    }

    private static String chunk(String text) {
        return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
    }

    @Test
    void answersALineBeforeTheNextOneIsSent() {
        try (var socket = open("Chat")) {
            socket.send(chunk("{\"name\":\"a\"}\n")).readTo("{\"name\":\"a!\"}\n");
            socket.send(chunk("{\"name\":\"b\"}\n")).readTo("{\"name\":\"b!\"}\n");
            socket.send(chunk("{\"nam\":\"c\"}\n"));
            assertThat(socket.readTo(END)).contains("line 3: nam: unknown field");
        }
    }

    @Test
    void countsMoreLinesThanTheBusHolds() {
        try (var socket = open("CountBooks")) {
            var line = "{\"name\":\"" + "x".repeat(1000) + "\"}\n";
            for (int i = 0; i < 50; i++) {
                socket.send(chunk(line.repeat(100)));
            }
            assertThat(socket.send(END).reply().body()).isEqualTo("{\"books\":5000}");
        }
    }

    @Test
    void aCallerWhoLeavesEndsTheBackendsCall() {
        var socket = open("Hold").send(chunk("{}\n"));
        Wait.until(
                nodes.doors().vertx(),
                () -> nodes.doors()
                                .caller()
                                .post("/grpc/library.v1.Library/Echo", "{}")
                                .statusCode()
                        == 200);
        socket.reset();
        library.readTo("CANCELLED");
    }
}
