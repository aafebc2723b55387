package io.polygate.door.rest;

import static io.polygate.testing.Caller.HELLO;
import static io.polygate.testing.Caller.HELLO_STREAM;
import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.testing.FakeProvider;
import io.polygate.testing.GatewayText;
import io.polygate.testing.RawSocket;
import io.polygate.testing.Script;
import io.polygate.testing.TestGateway;
import io.polygate.testing.Wait;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SelfSignedCertificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The same door over HTTP/2 in cleartext and over TLS.
final class Http2Test {

    private static final SelfSignedCertificate CERTIFICATE = SelfSignedCertificate.create("localhost");
    private static final FakeProvider PROVIDER = new FakeProvider();
    private static final TestGateway CLEAR = TestGateway.start(new GatewayText().fake(PROVIDER));
    private static final TestGateway TLS = TestGateway.start(new GatewayText()
            .server(
                    "header-timeout: 400ms",
                    "tls: {cert: " + CERTIFICATE.certificatePath() + ", key: " + CERTIFICATE.privateKeyPath() + "}")
            .fake(PROVIDER));

    @AfterAll
    static void close() {
        CLEAR.close();
        TLS.close();
        PROVIDER.close();
        CERTIFICATE.delete();
    }

    enum Way {
        H2C_PRIOR_KNOWLEDGE,
        H2C_UPGRADE,
        H2_TLS,
        HTTP1_TLS;

        boolean tls() {
            return this == H2_TLS || this == HTTP1_TLS;
        }

        HttpVersion version() {
            return this == HTTP1_TLS ? HttpVersion.HTTP_1_1 : HttpVersion.HTTP_2;
        }

        HttpClient client() {
            return PROVIDER.vertx()
                    .createHttpClient(new HttpClientOptions()
                            .setProtocolVersion(version())
                            .setHttp2ClearTextUpgrade(this == H2C_UPGRADE)
                            .setHttp2ConnectionWindowSize(8 << 20)
                            .setSsl(tls())
                            .setUseAlpn(tls())
                            .setVerifyHost(false)
                            .setTrustAll(true));
        }

        HttpClientRequest request(HttpClient client, HttpMethod method) {
            var port = tls() ? TLS.port() : CLEAR.port();
            return Wait.on(client.request(new RequestOptions()
                            .setMethod(method)
                            .setHost("127.0.0.1")
                            .setPort(port)
                            .setURI("/v1/chat/completions")))
                    .putHeader("authorization", "Bearer sk-test")
                    .putHeader("content-type", "application/json");
        }

        /// The answer's body, asked for before the request leaves: one that nobody waits for yet is dropped.
        Future<Buffer> answer(HttpClient client, String body) {
            var request = request(client, HttpMethod.POST);
            var answer = request.response().compose(HttpClientResponse::body);
            request.end(body);
            return answer;
        }
    }

    private static HttpClientResponse send(HttpClientRequest request, String body) {
        var answer = request.response();
        request.end(body);
        return Wait.on(answer);
    }

    @ParameterizedTest
    @EnumSource
    void answersAndStreams(Way way) {
        var client = way.client();
        PROVIDER.answers(Script.json(Script.CHAT));
        var request = way.request(client, HttpMethod.POST);
        var answer = request.response().compose(r -> {
            assertThat(r.version()).isEqualTo(way.version());
            assertThat(r.statusCode()).isEqualTo(200);
            assertThat(r.getHeader("x-request-id")).isNotEmpty();
            return r.body();
        });
        request.end(HELLO);
        assertThat(Wait.on(answer)).hasToString(Script.CHAT);
        PROVIDER.answers(Script.bytewise(Script.STREAM));
        var stream = way.answer(client, HELLO_STREAM);
        assertThat(Wait.on(stream)).hasToString(Script.STREAM);
    }

    @ParameterizedTest
    @EnumSource
    void tellsErrors(Way way) {
        var client = way.client();
        var bad = way.answer(client, "{");
        assertThat(RestDoorContract.error(Wait.on(bad).toString()).string("code"))
                .isEqualTo("invalid_json");
        PROVIDER.answers(Script.cut(Script.ROLE));
        var broken = way.answer(client, HELLO_STREAM);
        assertThat(Wait.on(broken).toString()).startsWith(Script.ROLE + "data: {\"error\"");
    }

    @ParameterizedTest
    @EnumSource
    void aCallerWhoResetsOneStreamEndsItsBackendCallOnly(Way way) {
        var client = way.client();
        PROVIDER.answers(Script.stall(Script.ROLE));
        var first = way.request(client, HttpMethod.POST);
        var firstBytes = new CompletableFuture<Buffer>();
        first.response().onSuccess(r -> r.handler(firstBytes::complete));
        first.end(HELLO_STREAM);
        var asked = PROVIDER.take();
        Wait.on(firstBytes);
        first.reset(8);
        Wait.on(asked.gone());
        PROVIDER.answers(Script.json(Script.CHAT));
        var next = way.request(client, HttpMethod.POST).send(HELLO).map(HttpClientResponse::statusCode);
        assertThat(Wait.on(next)).isEqualTo(200);
    }

    @Test
    void oneSlowStreamOfAConnectionHoldsOnlyItsOwnBackendBack() {
        var client = Way.H2C_PRIOR_KNOWLEDGE.client();
        var written = new AtomicLong();
        int chunks = 12_000;
        PROVIDER.answers(Script.flood(chunks, 16 * 1024, written));
        var paused = new CompletableFuture<HttpClientResponse>();
        var request = Way.H2C_PRIOR_KNOWLEDGE.request(client, HttpMethod.POST);
        request.response().onSuccess(r -> {
            r.pause();
            paused.complete(r);
        });
        request.end(HELLO_STREAM);
        var response = Wait.on(paused);
        long held = Wait.untilStill(PROVIDER.vertx(), written::get);
        assertThat(held).isLessThan(chunks * 16L * 1024 / 2);
        PROVIDER.answers(Script.json(Script.CHAT));
        var other = Way.H2C_PRIOR_KNOWLEDGE.request(client, HttpMethod.POST);
        assertThat(send(other, HELLO).statusCode()).isEqualTo(200);
        var rest = new CompletableFuture<Long>();
        var count = new AtomicLong();
        response.handler(bytes -> count.addAndGet(bytes.length()));
        response.endHandler(v -> rest.complete(count.get()));
        response.resume();
        assertThat(Wait.on(rest)).isGreaterThan(chunks * 16L * 1024);
    }

    @Test
    void servesManyStreamsOfOneConnectionAtOnce() {
        var client = Way.H2_TLS.client();
        PROVIDER.answers(Script.stream(Script.STREAM));
        var answers = new ArrayList<CompletableFuture<Buffer>>();
        for (int i = 0; i < 100; i++) {
            answers.add(
                    Way.H2_TLS.answer(client, HELLO_STREAM).toCompletionStage().toCompletableFuture());
        }
        assertThat(answers).allSatisfy(a -> assertThat(Wait.on(a)).hasToString(Script.STREAM));
    }

    @Test
    void cleartextOnATlsPortAndHalfAHandshakeAreClosed() {
        for (var bytes : List.of("GET / HTTP/1.1\r\nHost: a\r\n\r\n", "\u0016\u0003\u0001")) {
            try (var socket = new RawSocket(TLS.port()).send(bytes)) {
                assertThat(socket.readAll()).doesNotContain("HTTP/1.1 200");
            }
        }
    }
}
