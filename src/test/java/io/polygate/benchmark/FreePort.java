package io.polygate.benchmark;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/// A port of 127.0.0.1 that nobody listens on.
final class FreePort {
    private FreePort() {}

    static int take() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
