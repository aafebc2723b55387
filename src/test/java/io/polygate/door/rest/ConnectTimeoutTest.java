package io.polygate.door.rest;

import static io.polygate.door.rest.RestDoorContract.error;
import static io.polygate.testing.Caller.HELLO;
import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.testing.GatewayText;
import io.polygate.testing.TestGateway;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/// A backend whose connections never stand: it accepts nobody, and its backlog is full.
final class ConnectTimeoutTest {

    private static final int BACKLOG = 1;

    @Test
    void aBackendThatDoesNotAcceptEndsTheWaitWithTheConnectTimeout() throws IOException {
        var waiting = new ArrayList<Socket>();
        try (var backend = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress())) {
            fill(backend, waiting);
            var url = "http://127.0.0.1:" + backend.getLocalPort() + "/v1";
            var text = new GatewayText()
                    .provider("full", url, "timeouts: {connect: 300ms, first-byte: 1m, idle: 1m, total: 2m}")
                    .model("gpt-test", "full", "m");
            try (var gateway = TestGateway.start(text)) {
                var answer = gateway.caller().chat(HELLO);
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(504);
                assertThat(error(answer.body()).string("message")).contains("connect", "300 ms");
            }
        } finally {
            for (var socket : waiting) {
                socket.close();
            }
        }
    }

    /// Connects until a connection is no longer answered.
    private static void fill(ServerSocket backend, ArrayList<Socket> waiting) throws IOException {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), backend.getLocalPort());
        try {
            for (int i = 0; i < 64; i++) {
                var socket = new Socket();
                waiting.add(socket);
                socket.connect(address, 500);
            }
            throw new AssertionError("the backlog never filled");
        } catch (SocketTimeoutException e) {
            assertThat(waiting).hasSizeGreaterThan(BACKLOG);
        }
    }
}
