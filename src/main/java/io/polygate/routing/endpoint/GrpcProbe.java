package io.polygate.routing.endpoint;

import io.polygate.discovery.Endpoint;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import org.jspecify.annotations.Nullable;

/// Asks `grpc.health.v1.Health/Check` for the server as a whole: one unary call whose request is an empty message and
/// whose answer is one field, so that it is written here byte by byte.
///
/// [The protocol](https://github.com/grpc/grpc/blob/master/doc/health-checking.md).
final class GrpcProbe implements Probe {

    private static final String METHOD = "/grpc.health.v1.Health/Check";
    /// Not compressed, a message of length 0.
    private static final Buffer EMPTY_MESSAGE = Buffer.buffer(new byte[5]);

    private static final int LONGEST = 64;
    private static final int PREFIX = 5;
    private static final int STATUS_FIELD = 1 << 3;
    private static final int SERVING = 1;

    private final HttpClient client;

    /// @param client speaks HTTP/2, in cleartext without asking first
    GrpcProbe(HttpClient client) {
        this.client = client;
    }

    @Override
    public Future<Verdict> ask(PoolConfig config, Endpoint endpoint) {
        var health = config.health();
        if (health == null) {
            return Future.succeededFuture(Verdict.WORKS);
        }
        var options = HttpProbe.options(endpoint.url(), METHOD)
                .setMethod(HttpMethod.POST)
                .setConnectTimeout(health.timeout().toMillis())
                .setTimeout(health.timeout().toMillis())
                .putHeader("content-type", "application/grpc")
                .putHeader("te", "trailers");
        return client.request(options)
                .compose(request -> request.send(EMPTY_MESSAGE.copy()))
                .compose(GrpcProbe::read)
                .otherwise(HttpProbe::failure);
    }

    private static Future<Verdict> read(HttpClientResponse answer) {
        var body = Buffer.buffer(LONGEST);
        answer.handler(chunk -> {
            if (body.length() + chunk.length() <= LONGEST) {
                body.appendBuffer(chunk);
            }
        });
        return answer.end().map(v -> verdict(answer, body));
    }

    private static Verdict verdict(HttpClientResponse answer, Buffer body) {
        var status = status(answer);
        if (answer.statusCode() != 200 || status == null || !status.equals("0")) {
            return Verdict.failed("its health service answered "
                    + (status == null ? "HTTP " + answer.statusCode() : "gRPC status " + number(status)));
        }
        boolean serving = body.length() == PREFIX + 2
                && body.getByte(PREFIX) == STATUS_FIELD
                && body.getByte(PREFIX + 1) == SERVING;
        return serving ? Verdict.WORKS : Verdict.failed("it does not serve");
    }

    private static @Nullable String status(HttpClientResponse answer) {
        var trailer = answer.getTrailer("grpc-status");
        return trailer == null ? answer.getHeader("grpc-status") : trailer;
    }

    /// Of what a stranger sent only a number is shown.
    private static String number(String status) {
        return status.matches("\\d{1,3}") ? status : "unknown";
    }
}
