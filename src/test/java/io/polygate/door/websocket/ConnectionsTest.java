package io.polygate.door.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.door.Connections;
import io.polygate.testing.FakeProvider;
import io.polygate.testing.FrameSocket;
import io.polygate.testing.GatewayText;
import io.polygate.testing.Script;
import io.polygate.testing.TestGateway;
import io.polygate.testing.Wait;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.net.SelfSignedCertificate;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Connections as operators see and close them, and connections over TLS.
final class ConnectionsTest {

    private final FakeProvider provider = new FakeProvider().answers(Script.stall(Script.ROLE));

    @AfterEach
    void close() {
        provider.close();
    }

    @Test
    void listsConnectionsAndClosesOne() {
        try (var gateway = TestGateway.start(new GatewayText().fake(provider).key("other", "sk-other"));
                var first = FrameSocket.open(gateway.port());
                var second = FrameSocket.ask(gateway.port(), "/ws?token=sk-other")) {
            first.say(WebSocketDoorContract.streamed("a")).hear();
            var asked = provider.take();
            var connections = gateway.connections();
            var list = connections.list();
            assertThat(list).extracting(Connections.Connection::principal).containsExactly("test", "other");
            var busy = list.getFirst();
            assertThat(busy.path()).isEqualTo("/ws");
            assertThat(busy.address()).isEqualTo("127.0.0.1");
            assertThat(busy.inFlight()).isEqualTo(1);
            assertThat(busy.bytesIn()).isPositive();
            assertThat(busy.bytesOut()).isPositive();
            assertThat(busy.age()).isPositive();
            assertThat(list.getLast().inFlight()).isZero();

            assertThat(connections.close(busy.id())).isTrue();
            assertThat(first.closed()).isEqualTo(1008);
            Wait.on(asked.gone());
            Wait.until(provider.vertx(), () -> connections.list().size() == 1);
            assertThat(connections.close(busy.id())).isFalse();
            assertThat(second.say("{\"type\":\"ping\"}").hear().raw()).isEqualTo("{\"type\":\"pong\"}");
        }
    }

    @Test
    void speaksOverTls() {
        var certificate = SelfSignedCertificate.create("localhost");
        var tls = "tls: {cert: " + certificate.certificatePath() + ", key: " + certificate.privateKeyPath() + "}";
        provider.answers(Script.stream(Script.STREAM));
        try (var gateway = TestGateway.start(new GatewayText().fake(provider).server(tls))) {
            var client = provider.vertx()
                    .createWebSocketClient(new WebSocketClientOptions()
                            .setSsl(true)
                            .setTrustAll(true)
                            .setVerifyHost(false));
            var end = new CompletableFuture<String>();
            var socket = Wait.on(client.connect(new WebSocketConnectOptions()
                    .setHost("127.0.0.1")
                    .setPort(gateway.port())
                    .setSsl(true)
                    .setURI("/ws")
                    .putHeader("authorization", "Bearer sk-test")));
            var heard = Buffer.buffer();
            socket.textMessageHandler(text -> {
                heard.appendString(text);
                if (text.contains("stream_end")) {
                    end.complete(heard.toString());
                }
            });
            Wait.on(socket.writeTextMessage(WebSocketDoorContract.streamed("t")));
            assertThat(Wait.on(end)).contains("世界", "\"finish_reason\":\"stop\"");
            Wait.on(socket.close((short) 1000));
        }
    }
}
