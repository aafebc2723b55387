package io.polygate.door.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.polygate.testing.FakeProvider;
import io.polygate.testing.Form;
import io.polygate.testing.GatewayProcess;
import io.polygate.testing.GatewayText;
import io.polygate.testing.RawSocket;
import io.polygate.testing.Script;
import io.polygate.testing.SocketQueues;
import io.polygate.testing.Wait;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How much of a long recording the gateway holds while its backend reads nothing: what the caller got rid of and is
/// in no queue of the kernel.
final class UploadMemoryTest {

    private static final int SIZE = 25_000_000;
    private static final long MORE = 200L << 20;
    private static final long MOST = 2_000_000;
    private static final int PIECE = 4_096;

    @TempDir
    Path folder;

    private final FakeProvider backend = new FakeProvider();
    private ServerSocket stuck;

    @BeforeEach
    void start() throws IOException {
        assumeTrue(SocketQueues.known());
        stuck = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void stop() throws IOException {
        backend.close();
        if (stuck != null) {
            stuck.close();
        }
    }

    private GatewayText text() {
        return new GatewayText()
                .fake(backend)
                .provider("stuck", "http://127.0.0.1:" + stuck.getLocalPort() + "/v1")
                .model("nobody-reads", "stuck", "upstream-model");
    }

    /// The bytes that no queue of the kernel holds. The caller goes on until it is held back, since the kernel alone
    /// may hold a recording of 25 MB.
    private long held(int port, GatewayProcess... gateways) {
        var begin = new Form().field("model", "nobody-reads").file("file", 100).bytes();
        var sent = new AtomicLong(begin.length - 60);
        var processes = Stream.concat(
                        Stream.of(ProcessHandle.current().pid()),
                        Stream.of(gateways).map(GatewayProcess::pid))
                .toList();
        try (var socket = new RawSocket(port).send(UploadContract.head(MORE, "sk-test"))) {
            socket.sendBytes(Arrays.copyOf(begin, begin.length - 60));
            var caller = Thread.ofPlatform().daemon().start(() -> {
                var piece = new byte[PIECE];
                while (sent.get() < MORE - PIECE && socket.wrote(piece)) {
                    sent.addAndGet(PIECE);
                }
            });
            var open = Wait.on(CompletableFuture.supplyAsync(this::headRead));
            long taken = Wait.untilStill(backend.vertx(), sent::get);
            long held = taken - SocketQueues.bytes(processes);
            assertThat(caller.isAlive()).as("the caller is held back").isTrue();
            assertThat(open.isClosed()).isFalse();
            socket.reset();
            return held;
        }
    }

    /// The backend's connection, of which the head of the request is read and nothing more.
    private Socket headRead() {
        try {
            var socket = stuck.accept();
            var head = new StringBuilder();
            while (!head.toString().endsWith("\r\n\r\n")) {
                head.append((char) socket.getInputStream().read());
            }
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// That a form of this size passes at all.
    private void passes(GatewayProcess gateway) {
        backend.answers(Script.json(UploadContract.TEXT));
        var form = new Form().field("model", "gpt-test").file("file", SIZE).bytes();
        var answer = gateway.caller().post(UploadContract.PATH, form, "content-type", Form.TYPE);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(backend.take().bytes()).hasSize(form.length + "upstream-model".length() - "gpt-test".length());
    }

    private static void print(String where, long held) {
        System.out.println("of a recording, " + where + " hold" + (where.contains(" and ") ? " " : "s ") + held / 1000
                + " kB while the backend reads nothing");
    }

    @Test
    void aGatewayHoldsLessThanTwoMegabytesOfALongRecording() {
        try (var gateway = new GatewayProcess(text().toString(), folder)) {
            passes(gateway);
            long held = held(gateway.port(), gateway);
            print("the gateway", held);
            assertThat(held).isLessThan(MOST);
        }
    }

    @Test
    void twoNodesTogetherHoldLessThanTwoMegabytesOfIt() {
        var meeting = GatewayText.freePort();
        try (var routing = new GatewayProcess(
                text().clusterNode(meeting, "routing", meeting).toString(), folder)) {
            assertThat(routing.address()).isEmpty();
            try (var doors =
                    new GatewayProcess(text().clusterNode(0, "doors", meeting).toString(), folder)) {
                Wait.until(() -> List.of(200, 404)
                        .contains(doors.caller().get("/v1/models").statusCode()));
                Wait.until(() ->
                        doors.caller().chat(io.polygate.testing.Caller.HELLO).statusCode() == 200);
                passes(doors);
                long held = held(doors.port(), doors, routing);
                print("doors and routing", held);
                assertThat(held).isLessThan(MOST);
            }
        }
    }
}
