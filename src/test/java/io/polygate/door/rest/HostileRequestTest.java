package io.polygate.door.rest;

import static io.polygate.door.rest.RestDoorContract.error;
import static io.polygate.testing.Caller.HELLO;
import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.testing.FakeProvider;
import io.polygate.testing.GatewayText;
import io.polygate.testing.RawSocket;
import io.polygate.testing.Script;
import io.polygate.testing.TestGateway;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Requests that no client would send: each is refused with its status and the connection is closed, so that nothing
/// behind it is taken for a request (RFC 9112).
final class HostileRequestTest {

    private static final FakeProvider PROVIDER = new FakeProvider();
    private static final TestGateway GATEWAY = TestGateway.start(new GatewayText()
            .server("max-header: 8KiB", "header-timeout: 400ms")
            .fake(PROVIDER));

    /// Would be served if the request before it had been misread.
    private static final String SMUGGLED = RawSocket.post(HELLO);

    @AfterAll
    static void close() {
        GATEWAY.close();
        PROVIDER.close();
    }

    private static String lines(String... lines) {
        return String.join("\r\n", lines) + "\r\n\r\n";
    }

    private static final String START = "POST /v1/chat/completions HTTP/1.1";
    private static final String KEY = "Authorization: Bearer sk-test";
    private static final String CHUNKED = "Transfer-Encoding: chunked";

    static Stream<Arguments> malformed() {
        return Stream.of(
                Arguments.of("no Host", lines(START, KEY, "Content-Length: 0")),
                Arguments.of("two Hosts", lines(START, "Host: a", "Host: b", KEY, "Content-Length: 0")),
                Arguments.of(
                        "bare LF",
                        lines(START, "Host: a", KEY, "Content-Length: 0").replace("\r\n", "\n")),
                Arguments.of("one bare LF", START + "\r\nHost: a\nX: y\r\n" + KEY + "\r\nContent-Length: 0\r\n\r\n"),
                Arguments.of("CL and TE", lines(START, "Host: a", KEY, "Content-Length: 5", CHUNKED) + "0\r\n\r\n"),
                Arguments.of("TE and CL", lines(START, "Host: a", KEY, CHUNKED, "Content-Length: 5") + "0\r\n\r\n"),
                Arguments.of(
                        "two lengths",
                        lines(START, "Host: a", KEY, "Content-Length: 5", "Content-Length: 6") + "12345"),
                Arguments.of("negative length", lines(START, "Host: a", KEY, "Content-Length: -1")),
                Arguments.of("a length in words", lines(START, "Host: a", KEY, "Content-Length: ten")),
                Arguments.of("a length with a plus", lines(START, "Host: a", KEY, "Content-Length: +2") + "{}"),
                Arguments.of(
                        "odd transfer coding",
                        lines(START, "Host: a", KEY, "Transfer-Encoding: xchunked") + "0\r\n\r\n"),
                Arguments.of(
                        "chunked not last",
                        lines(START, "Host: a", KEY, "Transfer-Encoding: chunked, identity") + "0\r\n\r\n"),
                Arguments.of("space before colon", lines(START, "Host : a", KEY, "Content-Length: 0")),
                Arguments.of("no colon", lines(START, "Host: a", "nonsense", "Content-Length: 0")),
                Arguments.of("NUL in a header", lines(START, "Host: a", "X: a\0b", "Content-Length: 0")),
                Arguments.of("bare CR in a header", lines(START, "Host: a", "X: a\rb", "Content-Length: 0")),
                Arguments.of("no version", lines("POST /v1/chat/completions", "Host: a")),
                Arguments.of("not HTTP", "\u0016\u0003\u0001 hello\r\n\r\n"),
                Arguments.of("chunk size in words", lines(START, "Host: a", KEY, CHUNKED) + "zz\r\n{}\r\n0\r\n\r\n"),
                Arguments.of("negative chunk size", lines(START, "Host: a", KEY, CHUNKED) + "-2\r\n{}\r\n0\r\n\r\n"),
                Arguments.of(
                        "huge chunk size",
                        lines(START, "Host: a", KEY, CHUNKED) + "fffffffffffffffff\r\n{}\r\n0\r\n\r\n"),
                Arguments.of("chunk without its CRLF", lines(START, "Host: a", KEY, CHUNKED) + "2\r\n{}XX0\r\n\r\n"),
                Arguments.of("bare LF in chunks", lines(START, "Host: a", KEY, CHUNKED) + "2\n{}\n0\n\n"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("malformed")
    void refusesAndCloses(String name, String request) {
        PROVIDER.answers(Script.json(Script.CHAT));
        try (var socket = GATEWAY.raw().trySend(request + SMUGGLED)) {
            var all = socket.readAll();
            assertThat(all).startsWith("HTTP/1.1 400 ");
            assertThat(all.split("HTTP/1\\.[01] \\d{3} ", -1))
                    .as("one answer in %s", all)
                    .hasSize(2);
            assertThat(all.toLowerCase()).contains("connection: close");
            var body = all.substring(all.indexOf("\r\n\r\n") + 4);
            assertThat(error(body).string("type")).isEqualTo("invalid_request_error");
            assertThat(body).doesNotContain("netty", "Exception", "java");
        }
        assertThat(PROVIDER.waiting()).isZero();
    }

    @Test
    void aHeadThatDripsEndsWith408() {
        try (var socket = GATEWAY.raw().send(START + "\r\nHost: a\r\nX-Slow: ")) {
            var all = socket.readAll();
            assertThat(all).startsWith("HTTP/1.1 408 ");
            assertThat(all).contains("header-timeout");
            error(all.substring(all.indexOf("\r\n\r\n") + 4));
        }
    }

    @Test
    void aHeadThatKeepsDrippingEndsWith408Too() {
        var socket = GATEWAY.raw().send(START + "\r\nHost: a\r\n");
        var sent = new int[1];
        long timer = GATEWAY.vertx().setPeriodic(50, id -> socket.trySend("X-" + sent[0]++ + ": y\r\n"));
        try (socket) {
            assertThat(socket.readAll()).startsWith("HTTP/1.1 408 ");
        } finally {
            GATEWAY.vertx().cancelTimer(timer);
        }
    }

    @Test
    void theSecondHeadOfAConnectionIsWatchedToo() {
        PROVIDER.answers(Script.json(Script.CHAT));
        try (var socket = GATEWAY.raw().send(RawSocket.post(HELLO))) {
            assertThat(socket.reply().status()).isEqualTo(200);
            socket.send("POST /v1");
            assertThat(socket.readAll()).startsWith("HTTP/1.1 408 ");
        }
    }

    @Test
    void aConnectionThatIsOnlyIdleIsNotLate() {
        PROVIDER.answers(Script.json(Script.CHAT));
        try (var idle = GATEWAY.raw();
                var other = GATEWAY.raw().send("GET /")) {
            assertThat(other.readAll()).startsWith("HTTP/1.1 408 ");
            assertThat(idle.send(RawSocket.post(HELLO)).reply().status()).isEqualTo(200);
        }
    }

    @Test
    void headersThatAreTooLargeAreA431() {
        try (var socket = GATEWAY.raw().trySend(RawSocket.post(HELLO, "X-Large: " + "x".repeat(9_000)))) {
            assertThat(socket.readAll()).startsWith("HTTP/1.1 431 ").contains("server.max-header");
        }
        var many = new String[600];
        java.util.Arrays.setAll(many, i -> "X-" + i + ": 0123456789");
        try (var socket = GATEWAY.raw().trySend(RawSocket.post(HELLO, many))) {
            assertThat(socket.readAll()).startsWith("HTTP/1.1 431 ");
        }
        try (var socket = GATEWAY.raw().trySend("GET /" + "x".repeat(9_000) + " HTTP/1.1\r\nHost: a\r\n\r\n")) {
            assertThat(socket.readAll()).startsWith("HTTP/1.1 431 ");
        }
    }

    @Test
    void serves100ContinueAndTrailersAndExtensionsOfChunks() {
        PROVIDER.answers(Script.json(Script.CHAT));
        try (var socket = GATEWAY.raw().send(lines(START, "Host: a", KEY, CHUNKED, "Expect: 100-continue"))) {
            assertThat(socket.readTo("\r\n\r\n")).startsWith("HTTP/1.1 100");
            socket.send(Integer.toHexString(HELLO.length()) + ";x=y\r\n" + HELLO + "\r\n0\r\nTrailer: z\r\n\r\n");
            assertThat(socket.reply().status()).isEqualTo(200);
            assertThat(PROVIDER.take().body()).isEqualTo(HELLO.replace("gpt-test", "upstream-model"));
        }
    }

    @Test
    void answersPipelinedRequestsInTheirOrder() {
        PROVIDER.answers(Script.json(Script.CHAT))
                .then(Script.json(Script.CHAT.replace("Hi", "first")))
                .then(Script.json(Script.CHAT.replace("Hi", "second")));
        try (var socket = GATEWAY.raw()
                .send(RawSocket.post(HELLO, "X-Request-Id: p1")
                        + RawSocket.post(HELLO, "X-Request-Id: p2")
                        + "GET /v1/models HTTP/1.1\r\nHost: a\r\nX-Request-Id: p3\r\n\r\n"
                        + RawSocket.post(HELLO, "X-Request-Id: p4"))) {
            var first = socket.reply();
            assertThat(first.body()).contains("first");
            assertThat(first.header("x-request-id")).isEqualTo("p1");
            assertThat(socket.reply().body()).contains("second");
            var third = socket.reply();
            assertThat(third.status()).isEqualTo(401);
            assertThat(third.header("x-request-id")).isEqualTo("p3");
            assertThat(socket.reply().header("x-request-id")).isEqualTo("p4");
        }
    }

    @Test
    void answersHttp10AndClosesWhenAskedTo() {
        PROVIDER.answers(Script.json(Script.CHAT));
        var http10 = RawSocket.post(HELLO).replace("HTTP/1.1", "HTTP/1.0").replace("Host: gateway\r\n", "");
        try (var socket = GATEWAY.raw().send(http10)) {
            assertThat(socket.readAll()).contains(" 200 ").endsWith(Script.CHAT);
        }
        try (var socket = GATEWAY.raw().send(RawSocket.post(HELLO, "Connection: close"))) {
            assertThat(socket.readAll()).contains(" 200 ").endsWith(Script.CHAT);
        }
    }
}
