package io.polygate.provider.http;

import io.polygate.provider.ProviderConfig;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/// Makes the pooled client of a provider, one per shard so that a call stays on its event loop.
public final class Clients {

    private static final int KEEP_ALIVE_SECONDS = 55;
    /// A connection is not kept for ever, so that a change of the backend's address is seen.
    private static final int MAX_LIFETIME_MINUTES = 10;
    private static final int MAX_HEADER = 64 * 1024;
    private static final int CHUNK = 64 * 1024;
    private static final int HTTP2_CONNECTIONS = 16;

    private Clients() {}

    public static HttpClient of(Vertx vertx, ProviderConfig config) {
        boolean tls =
                config.baseUrl() != null && "https".equals(config.baseUrl().getScheme());
        var options = new HttpClientOptions()
                .setConnectTimeout((int) config.timeouts().connect().toMillis())
                .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
                .setMaxHeaderSize(MAX_HEADER)
                .setMaxChunkSize(CHUNK)
                .setDecompressionSupported(true)
                .setTcpNoDelay(true)
                .setSsl(tls)
                .setUseAlpn(tls)
                .setProtocolVersion(tls ? HttpVersion.HTTP_2 : HttpVersion.HTTP_1_1)
                .setVerifyHost(true);
        var pool = new PoolOptions()
                .setHttp1MaxSize(config.limits().connections())
                .setHttp2MaxSize(HTTP2_CONNECTIONS)
                .setMaxWaitQueueSize(config.limits().queue())
                .setMaxLifetime(MAX_LIFETIME_MINUTES)
                .setMaxLifetimeUnit(TimeUnit.MINUTES)
                .setCleanerPeriod(5_000);
        return vertx.httpClientBuilder().with(options).with(pool).build();
    }

    /// Where a path below the provider's base URL is.
    public static RequestOptions request(ProviderConfig config, String path) {
        var base = Objects.requireNonNull(config.baseUrl(), "base-url");
        boolean tls = "https".equals(base.getScheme());
        var prefix = base.getRawPath() == null ? "" : base.getRawPath();
        return new RequestOptions()
                .setHost(base.getHost())
                .setPort(base.getPort() > 0 ? base.getPort() : tls ? 443 : 80)
                .setSsl(tls)
                .setURI((prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix) + path)
                .setConnectTimeout(config.timeouts().connect().toMillis());
    }
}
