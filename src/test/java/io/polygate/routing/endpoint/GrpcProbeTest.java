package io.polygate.routing.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.discovery.Endpoint;
import io.polygate.provider.Balance;
import io.polygate.testing.Wait;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What a gRPC server says of its health, over real HTTP/2.
final class GrpcProbeTest {

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        Wait.on(vertx.close());
    }

    private Verdict ask(String grpcStatus, int... message) {
        var body = Buffer.buffer().appendByte((byte) 0).appendInt(message.length);
        for (int part : message) {
            body.appendByte((byte) part);
        }
        var server = Wait.on(vertx.createHttpServer()
                .requestHandler(request -> request.body().onSuccess(sent -> {
                    boolean asked = request.path().equals("/grpc.health.v1.Health/Check")
                            && request.version() == HttpVersion.HTTP_2
                            && sent.equals(Buffer.buffer(new byte[5]));
                    request.response()
                            .putHeader("content-type", "application/grpc")
                            .putTrailer("grpc-status", asked ? grpcStatus : "3")
                            .end(body);
                }))
                .listen(0));
        return ask(server.actualPort());
    }

    private Verdict ask(int port) {
        var client = vertx.createHttpClient(
                new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2).setHttp2ClearTextUpgrade(false));
        var endpoint = Endpoint.at(URI.create("http://127.0.0.1:" + port));
        return Wait.on(new GrpcProbe(client).ask(Pools.config(Balance.RANDOM, EndpointPolicy.DEFAULT), endpoint));
    }

    @Test
    void aServerThatServesIsWell() {
        assertThat(ask("0", 8, 1)).isEqualTo(Verdict.WORKS);
    }

    @Test
    void oneThatDoesNotServeIsNot() {
        assertThat(ask("0", 8, 2).works()).isFalse();
        assertThat(ask("0").works()).isFalse();
    }

    @Test
    void oneWithoutAHealthServiceIsNot() {
        assertThat(ask("12").why()).isEqualTo("its health service answered gRPC status 12");
    }

    @Test
    void aRefusedConnectionCountsAtOnce() {
        assertThat(ask(1)).isEqualTo(Verdict.refused());
    }
}
