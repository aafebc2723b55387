package io.polygate.benchmark;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/// Asks a proxy that is starting until it answers its first call.
final class FirstCall {
    private static final int LIMIT_SECONDS = 30;
    private static final int PAUSE_MILLIS = 2;
    private static final int READ_TIMEOUT_MILLIS = 10_000;

    private FirstCall() {}

    /// Returns when a call was answered with 200. Fails when the process ends before, or after [#LIMIT_SECONDS].
    static void await(Proxy proxy, int port) throws IOException, InterruptedException {
        long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        var request = Prompt.request(Case.ALL.getFirst(), port);
        while (!answers(request, port)) {
            if (proxy.process() != null && !proxy.process().isAlive()) {
                throw new IOException("%s ended with exit code %d before its first call; see target/benchmark/%s.log"
                        .formatted(proxy.name(), proxy.process().exitValue(), proxy.name()));
            }
            if (System.nanoTime() > limit) {
                proxy.close();
                throw new IOException("%s answered no call within %d s".formatted(proxy.name(), LIMIT_SECONDS));
            }
            Thread.sleep(PAUSE_MILLIS);
        }
    }

    private static boolean answers(byte[] request, int port) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(READ_TIMEOUT_MILLIS);
            socket.getOutputStream().write(request);
            var status =
                    new String(socket.getInputStream().readNBytes("HTTP/1.1 200".length()), StandardCharsets.US_ASCII);
            return status.equals("HTTP/1.1 200");
        } catch (IOException e) {
            return false;
        }
    }
}
