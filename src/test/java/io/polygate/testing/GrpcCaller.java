package io.polygate.testing;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.client.GrpcClientRequest;
import io.vertx.grpc.client.GrpcClientResponse;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// A gRPC client of a gateway, by Vert.x's own implementation of the protocol.
public final class GrpcCaller {

    private final GrpcClient client;
    private final SocketAddress address;

    public GrpcCaller(Vertx vertx, int port) {
        this(vertx, port, false);
    }

    public GrpcCaller(Vertx vertx, int port, boolean tls) {
        client = GrpcClient.client(
                vertx,
                new HttpClientOptions()
                        .setProtocolVersion(HttpVersion.HTTP_2)
                        .setHttp2ClearTextUpgrade(false)
                        .setHttp2ConnectionWindowSize(8 << 20)
                        .setSsl(tls)
                        .setUseAlpn(tls)
                        .setTrustAll(true)
                        .setVerifyHost(false));
        address = SocketAddress.inetSocketAddress(port, "127.0.0.1");
    }

    /// What a call came to.
    public record Answer(int status, String message, List<Buffer> messages, MultiMap headers, MultiMap trailers) {

        public Buffer only() {
            if (messages.size() != 1) {
                throw new AssertionError(messages.size() + " messages, status " + status + " " + message);
            }
            return messages.getFirst();
        }
    }

    /// A call that is open for writing; metadata as name, value, ….
    public GrpcClientRequest<Buffer, Buffer> open(String method, String... metadata) {
        var request = Wait.on(client.request(address));
        request.fullMethodName(method);
        for (int i = 0; i < metadata.length; i += 2) {
            request.headers().set(metadata[i], metadata[i + 1]);
        }
        return request;
    }

    /// One message with the test's key, and all that came back.
    public Answer call(String method, byte[] message, String... metadata) {
        var request = open(method, metadata);
        request.headers().set("authorization", "Bearer sk-test");
        return send(request, message);
    }

    public Answer send(GrpcClientRequest<Buffer, Buffer> request, byte[] message) {
        var answer = request.response().compose(GrpcCaller::collect);
        request.end(Buffer.buffer(message));
        return Wait.on(answer);
    }

    public static Future<Answer> collect(GrpcClientResponse<Buffer, Buffer> response) {
        var messages = new CopyOnWriteArrayList<Buffer>();
        return Future.future(promise -> {
            response.handler(messages::add);
            response.exceptionHandler(promise::tryFail);
            response.endHandler(v -> promise.tryComplete(new Answer(
                    response.status().code,
                    response.statusMessage() == null ? "" : response.statusMessage(),
                    messages,
                    response.headers(),
                    response.trailers())));
        });
    }
}
