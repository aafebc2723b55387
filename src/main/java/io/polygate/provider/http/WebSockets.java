package io.polygate.provider.http;

import io.polygate.provider.ProviderConfig;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientWebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/// How a shard opens WebSockets to a provider. Made when the first one is needed; used on the shard's context.
public final class WebSockets {

    /// The limits of a provider count its calls already; the library takes -1 for none at all.
    private static final int UNLIMITED = Integer.MAX_VALUE;
    private static final int CLOSING_SECONDS = 2;

    private final Vertx vertx;
    private final ProviderConfig config;
    private @Nullable WebSocketClient client;

    public WebSockets(Vertx vertx, ProviderConfig config) {
        this.vertx = vertx;
        this.config = config;
    }

    /// A WebSocket that is not connected yet; listen, then connect it.
    public ClientWebSocket prepare() {
        if (client == null) {
            int largest = (int) Math.min(Integer.MAX_VALUE - 1, config.limits().maxResponseBytes());
            client = vertx.createWebSocketClient(new WebSocketClientOptions()
                    .setConnectTimeout((int) config.timeouts().connect().toMillis())
                    .setMaxConnections(UNLIMITED)
                    .setMaxFrameSize(largest)
                    .setMaxMessageSize(largest)
                    .setClosingTimeout(CLOSING_SECONDS)
                    .setTcpNoDelay(true)
                    .setTcpKeepAlive(true)
                    .setVerifyHost(true));
        }
        return client.webSocket();
    }

    /// Where a path below an address is.
    public WebSocketConnectOptions at(URI url, String path) {
        var request = Clients.request(url, config.timeouts().connect(), path);
        return new WebSocketConnectOptions()
                .setHost(request.getHost())
                .setPort(request.getPort())
                .setSsl(request.isSsl())
                .setURI(request.getURI())
                .setAllowOriginHeader(false);
    }

    /// Closes the client; what is open is cut.
    public void close() {
        if (client != null) {
            client.close();
        }
    }
}
