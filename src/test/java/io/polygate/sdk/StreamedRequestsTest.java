package io.polygate.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.testing.GatewayText;
import io.polygate.testing.RawSocket;
import io.polygate.testing.TestGateway;
import io.polygate.testing.Wait;
import io.polygate.wire.json.Json;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Requests of a gRPC backend's methods that come line by line over HTTP.
@Timeout(value = 10, unit = TimeUnit.MINUTES)
final class StreamedRequestsTest {

    private static LibraryServer library;
    private static TestGateway gateway;

    @BeforeAll
    static void start() {
        library = new LibraryServer();
        gateway = TestGateway.start(
                new GatewayText().grpcBackend("library", library.port(), "").server("max-body: 64KiB"));
    }

    @AfterAll
    static void stop() {
        gateway.close();
        library.close();
    }

    private static RawSocket open(String method, String key, String... headerLines) {
        return gateway.raw().send(head(method, key, headerLines));
    }

    private static String head(String method, String key, String... headerLines) {
        return "POST /grpc/library.v1.Library/" + method + " HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer " + key
                + "\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n"
                + String.join("", headerLines) + "\r\n";
    }

    private static String chunk(String text) {
        return Integer.toHexString(text.getBytes(StandardCharsets.UTF_8).length) + "\r\n" + text + "\r\n";
    }

    private static final String END = "0\r\n\r\n";

    @Test
    void answersALineBeforeTheNextOneIsSent() {
        try (var socket = open("Chat", "sk-test")) {
            socket.send(chunk("{\"name\":\"a\"}\n"));
            assertThat(socket.readTo("{\"name\":\"a!\"}\n")).contains("200 OK", "application/x-ndjson");
            socket.send(chunk("{\"na")).send(chunk("me\":\"世\"}\n{\"name\":\"c\"}\n"));
            socket.readTo("{\"name\":\"c!\"}\n");
            socket.send(chunk("\r\n{\"name\":\"d\"}")).send(END);
            assertThat(socket.readTo(END)).contains("{\"name\":\"d!\"}\n").doesNotContain("error");
        }
    }

    @Test
    void takesThemFromAnyStreamWhateverItsTypeAndLength() {
        var lines = "{\"name\":\"a\"}\n".repeat(20_000);
        var whole = RawSocket.postAt("/grpc/library.v1.Library/CountBooks", lines);
        try (var socket = gateway.raw().send(whole)) {
            assertThat(socket.reply().body()).isEqualTo("{\"books\":20000}");
        }
        try (var socket = open("CountBooks", "sk-test")) {
            assertThat(socket.send(END).reply().body()).isEqualTo("{}");
        }
    }

    @Test
    void aBadLineNamesItsNumberAndItsField() {
        try (var socket = open("Chat", "sk-test")) {
            socket.send(chunk("{\"name\":\"a\"}\n")).readTo("{\"name\":\"a!\"}\n");
            socket.send(chunk("\n{\"authors\":[{},{\"fullNam\":\"x\"}]}\n"));
            var last = socket.readTo(END);
            assertThat(last)
                    .contains("\"code\":400", "line 3: authors[1].fullNam: unknown field")
                    .contains("\"field\":\"line 3: authors[1].fullNam\"");
        }
        try (var socket = open("CountBooks", "sk-test")) {
            var reply = socket.send(chunk("{}\n{]\n")).reply();
            assertThat(reply.status()).isEqualTo(400);
            var error = Json.parse(reply.body()).object("error");
            assertThat(error.string("status")).isEqualTo("INVALID_ARGUMENT");
            assertThat(error.string("message")).startsWith("line 2: ");
        }
    }

    @Test
    void aLineThatIsTooLongIsRefusedBeforeItHasCome() {
        try (var socket = open("CountBooks", "sk-test")) {
            socket.send(chunk("{}\n{\"name\":\"")).trySend(chunk("x".repeat(70_000)));
            var reply = socket.reply();
            assertThat(reply.status()).isEqualTo(429);
            assertThat(reply.body()).contains("RESOURCE_EXHAUSTED", "line 2: ", "65536 bytes (server.max-body)");
        }
        try (var socket = open("Echo", "sk-test")) {
            socket.trySend(chunk("{\"name\":\"" + "x".repeat(70_000)));
            assertThat(socket.reply().body()).contains("65536 bytes (server.max-body)");
        }
    }

    @Test
    void aUnaryMethodIsAnsweredWhenItsRequestHasCome() {
        try (var socket = open("Echo", "sk-test")) {
            socket.send(chunk("{\n \"name\"")).send(chunk(": \"a\"\n}")).send(END);
            assertThat(socket.reply().body()).isEqualTo("{\"name\":\"a\"}");
        }
    }

    /// Whose requests often don't tell their length.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "Echo | {\"name\":\"a\"} | 200 {\"name\":\"a\"}",
                "Chat | {\"name\":\"a\"} | 200 {\"name\":\"a!\"}",
                "CountBooks | {} | 200 {\"books\":1}",
                "Echo | {\"nam\":1} | 400 {\"error\":",
                "Nope | {} | 404 {\"error\":"
            })
    void answersOverHttp2(String method, String body, String answer) {
        var options = new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false)
                .setDefaultPort(gateway.port());
        var client = gateway.vertx().createHttpClient(options);
        var told = client.request(HttpMethod.POST, "/grpc/library.v1.Library/" + method)
                .compose(request -> {
                    request.setChunked(true).putHeader("x-api-key", "sk-test").write(body);
                    request.end();
                    // Composed here, on the client's thread: a body that nobody waits for yet is dropped.
                    return request.response()
                            .compose(response -> response.body().map(whole -> response.statusCode() + " " + whole));
                });
        assertThat(Wait.on(told)).startsWith(answer);
        Wait.on(client.close());
    }

    @Test
    void nothingIsTakenFromACallerWhoIsNotKnown() {
        try (var socket = open("Chat", "sk-wrong")) {
            var reply = socket.reply();
            assertThat(reply.status()).isEqualTo(401);
            assertThat(reply.body()).contains("UNAUTHENTICATED");
        }
    }

    @Test
    void aFailureAfterTheFirstAnswerIsTheLastEvent() {
        try (var socket = open("Chat", "sk-test", "Accept: text/event-stream\r\n")) {
            socket.send(chunk("{\"name\":\"a\"}\n")).readTo("data: {\"name\":\"a!\"}\n\n");
            socket.send(chunk("nonsense\n"));
            assertThat(socket.readTo(END)).contains("event: error\ndata: {\"error\":{\"code\":400");
        }
    }

    @Test
    void aDeadlineAndACallerWhoLeavesEndTheBackendsCall() {
        try (var socket = open("Hold", "sk-test", "grpc-timeout: 300m\r\n")) {
            socket.send(chunk("{}\n"));
            assertThat(socket.reply().status()).isEqualTo(504);
            library.readTo("CANCELLED");
        }
        var left = open("Chat", "sk-test").send(chunk("{\"name\":\"a\"}\n"));
        left.readTo("a!");
        left.reset();
        var after = open("Hold", "sk-test").send(chunk("{}\n"));
        Wait.until(
                gateway.vertx(),
                () -> gateway.management().get("/metrics").body().contains("gateway_calls_active 1"));
        after.reset();
        library.readTo("CANCELLED");
    }

    /// Half a gigabyte is offered; what the gateway and the sockets hold is a few megabytes.
    @Test
    void aBackendThatDoesNotReadHoldsTheCallerBack() throws IOException {
        var line = ("{\"name\":\"" + "x".repeat(60_000) + "\"}\n");
        try (var own = new LibraryServer();
                var held = TestGateway.start(new GatewayText().grpcBackend("library", own.port(), ""));
                var socket = SocketChannel.open(new InetSocketAddress("127.0.0.1", held.port()))) {
            socket.setOption(StandardSocketOptions.SO_SNDBUF, 64 * 1024);
            socket.write(ByteBuffer.wrap(head("Hold", "sk-test").getBytes(StandardCharsets.UTF_8)));
            socket.configureBlocking(false);
            var next = ByteBuffer.wrap(chunk(line).getBytes(StandardCharsets.UTF_8));
            long[] taken = {0};
            long bytes = Wait.untilStill(held.vertx(), () -> {
                try {
                    for (int wrote = socket.write(next); wrote > 0 && taken[0] < 512L << 20; ) {
                        taken[0] += wrote;
                        if (!next.hasRemaining()) {
                            next.rewind();
                        }
                        wrote = socket.write(next);
                    }
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
                return taken[0];
            });
            assertThat(bytes).isLessThan(32L << 20);
        }
    }
}
