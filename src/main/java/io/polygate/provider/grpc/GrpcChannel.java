package io.polygate.provider.grpc;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2Exception;
import io.polygate.provider.ProviderConfig;
import io.polygate.provider.http.Trust;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.impl.ConnectionBase;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Connections to the gRPC endpoints of a provider, HTTP/2 in cleartext (`grpc://`, `http://`) or over TLS
/// (`grpcs://`, `https://`); many calls share one. Belongs to one context.
public final class GrpcChannel {

    private static final int CONNECTIONS = 4;
    private static final Tuning USUAL = new Tuning(1 << 20, null, Duration.ZERO);
    private static final int CONNECTION_WINDOW = 4 << 20;
    private static final int KEEP_ALIVE_SECONDS = 300;

    /// Bytes of metadata and status that a backend may answer with. More ends the connection.
    private static final int MAX_METADATA = 64 * 1024;
    private static final int PLAIN_PORT = 80;
    private static final int TLS_PORT = 443;

    private final HttpClient plain;
    private final HttpClient secure;
    private final Vertx vertx;
    private final ProviderConfig.Timeouts timeouts;
    private final long maxMessage;
    private final Tuning tuning;
    private final Runnable lost;
    private final ProviderConfig.@Nullable Tls tls;

    /// How its connections are kept.
    ///
    /// @param window bytes of an answer that may be on their way
    /// @param ping how often a connection is asked whether it still stands; null for backends that may take it ill
    /// @param patience how long it may take to answer; then it is closed
    public record Tuning(int window, @Nullable Duration ping, Duration patience) {}

    /// @param lost runs whenever a connection has ended
    public GrpcChannel(Vertx vertx, ProviderConfig config, Runnable lost) {
        this(vertx, config, USUAL, lost);
    }

    public GrpcChannel(Vertx vertx, ProviderConfig config, Tuning tuning) {
        this(vertx, config, tuning, () -> {});
    }

    private GrpcChannel(Vertx vertx, ProviderConfig config, Tuning tuning, Runnable lost) {
        this.vertx = vertx;
        this.lost = lost;
        this.tuning = tuning;
        this.tls = config.tls();
        this.timeouts = config.timeouts();
        this.maxMessage = config.limits().maxResponseBytes();
        this.plain = client(false);
        this.secure = client(true);
    }

    private HttpClient client(boolean secured) {
        var options = new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false)
                .setHttp2ConnectionWindowSize(CONNECTION_WINDOW)
                .setHttp2KeepAliveTimeout(KEEP_ALIVE_SECONDS)
                .setConnectTimeout((int) timeouts.connect().toMillis())
                .setTcpNoDelay(true)
                .setSsl(secured)
                .setUseAlpn(secured)
                .setVerifyHost(true);
        Trust.apply(secured ? tls : null, options);
        options.getInitialSettings().setInitialWindowSize(tuning.window).setMaxHeaderListSize(MAX_METADATA);
        return vertx.httpClientBuilder()
                .with(options)
                .with(new PoolOptions().setHttp2MaxSize(CONNECTIONS))
                .withConnectHandler(this::connected)
                .build();
    }

    private void connected(HttpConnection connection) {
        LostStreams.attach(connection);
        var pings = tuning.ping == null ? null : Pings.keepUp(vertx, connection, tuning.ping, tuning.patience);
        connection.closeHandler(v -> {
            if (pings != null) {
                pings.run();
            }
            lost.run();
        });
    }

    /// Opens a call of `/package.Service/Method` at an endpoint; messages are sent on what comes back.
    ///
    /// @param call its metadata, and who hears of the answer
    public GrpcCall open(URI endpoint, String path, GrpcCall.Setting call) {
        boolean secured = endpoint.getScheme().endsWith("s");
        int port = endpoint.getPort() > 0 ? endpoint.getPort() : secured ? TLS_PORT : PLAIN_PORT;
        var options = new RequestOptions()
                .setHost(endpoint.getHost())
                .setPort(port)
                .setSsl(secured)
                .setMethod(HttpMethod.POST)
                .setURI(path)
                .setConnectTimeout(timeouts.connect().toMillis());
        Future<HttpClientRequest> request = (secured ? secure : plain).request(options);
        return new GrpcCall(vertx, request, call, new GrpcCall.Limits(timeouts.total(), maxMessage));
    }

    /// Closes what is idle at once and the rest when `graceMillis` are over.
    public void close(long graceMillis) {
        plain.shutdown(graceMillis, TimeUnit.MILLISECONDS);
        secure.shutdown(graceMillis, TimeUnit.MILLISECONDS);
    }

    /// Keeps what happens to one stream from its connection: the library closes the whole connection when something
    /// still waits to be written to a stream that the backend resets.
    private static final class LostStreams extends ChannelInboundHandlerAdapter {

        static void attach(HttpConnection connection) {
            if (connection instanceof ConnectionBase base) {
                var context = base.channelHandlerContext();
                context.pipeline().addBefore(context.name(), null, new LostStreams());
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            if (!(cause instanceof Http2Exception.StreamException)) {
                context.fireExceptionCaught(cause);
            }
        }
    }
}
