package io.polygate.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class LoadGeneratorTest {
    private final EventLoopGroup clients = EventLoops.one();

    @AfterEach
    void stop() {
        clients.shutdownGracefully();
    }

    @Test
    void countsWholeAnswersOfEveryKind() throws Exception {
        try (var rig = Rig.start()) {
            for (var benchmark : Case.ALL) {
                if (!benchmark.goes(Proxy.DIRECT)) continue;
                var few = new Case(
                        "few", "", Door.REST, benchmark.model(), benchmark.promptBytes(), 3, benchmark.chunks(), 0);
                var load = LoadGenerator.start(clients, rig.backend().port(), few);
                awaitCalls(load, benchmark.paced() ? 3 : 10);
                assertThat(load.stop()).as(load.errors()).isZero();
            }
        }
    }

    @Test
    void countsAStatusOtherThan200AsAnError() throws Exception {
        var body = "x".repeat(1100) + "}";
        var answer = "HTTP/1.1 503 Service Unavailable\r\ncontent-length: " + body.length() + "\r\n\r\n" + body;
        assertThat(errorsOf(Case.ALL.getFirst(), answer)).contains("status 503");
    }

    @Test
    void countsAStreamWithoutItsLastChunksAsAnError() throws Exception {
        var answer = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nb\r\ndata: {}\r\n\n\r\n0\r\n\r\n";
        assertThat(errorsOf(stream(), answer)).contains("an answer that is not complete");
    }

    @Test
    void countsAConnectionThatEndsInMidAnswerAsAnError() throws Exception {
        assertThat(errorsOf(stream(), "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\ndata"))
                .contains("closed before the answer was complete");
    }

    private static Case stream() {
        return new Case("stream", "", Door.REST, "stream-20", 1024, 1, 20, 0);
    }

    private static void awaitCalls(LoadGenerator load, int calls) throws InterruptedException {
        while (load.end().calls() < calls && load.errors().equals("{}")) Thread.onSpinWait();
    }

    /// The errors that one caller sees when its first call gets these bytes and then the end of the connection.
    private String errorsOf(Case benchmark, String answer) throws IOException, InterruptedException {
        var one = new Case("one", "", Door.REST, benchmark.model(), 1024, 1, benchmark.chunks(), 0);
        LoadGenerator load;
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            load = LoadGenerator.start(clients, server.getLocalPort(), one);
            try (var socket = server.accept()) {
                socket.getInputStream().read();
                socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
                socket.shutdownOutput();
                while (load.errors().equals("{}")) Thread.onSpinWait();
            }
        }
        assertThat(load.stop()).isPositive();
        return load.errors();
    }
}
