package io.polygate.discovery.consul;

import io.polygate.discovery.ConsulConfig;
import io.vertx.core.Vertx;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.ext.consul.ConsulClient;
import io.vertx.ext.consul.ConsulClientOptions;
import java.time.Duration;

/// Makes clients of the agent. Each has connections of its own, as a query that waits holds one.
final class ConsulClients {

    private static final int CONNECT_MILLIS = 2_000;

    private ConsulClients() {}

    /// @param patience how long an answer may take
    static ConsulClient of(Vertx vertx, ConsulConfig config, Duration patience) {
        return ConsulClient.create(vertx, options(config, patience));
    }

    static boolean secure(ConsulConfig config) {
        return "https".equalsIgnoreCase(config.address().getScheme());
    }

    static int port(ConsulConfig config) {
        int said = config.address().getPort();
        return said > 0 ? said : secure(config) ? 443 : 80;
    }

    static ConsulClientOptions options(ConsulConfig config, Duration patience) {
        boolean secure = secure(config);
        var options = new ConsulClientOptions()
                .setHost(config.address().getHost())
                .setPort(port(config))
                .setConnectTimeout(CONNECT_MILLIS)
                .setTimeout(patience.toMillis())
                .setSsl(secure);
        if (!config.token().value().isEmpty()) {
            options.setAclToken(config.token().value());
        }
        if (config.datacenter() != null) {
            options.setDc(config.datacenter());
        }
        var tls = config.tls();
        if (secure && tls != null) {
            trust(options, tls);
        }
        return options;
    }

    private static void trust(ConsulClientOptions options, ConsulConfig.Tls tls) {
        options.setVerifyHost(tls.verify()).setTrustAll(!tls.verify());
        if (tls.ca() != null) {
            options.setTrustOptions(new PemTrustOptions().addCertPath(tls.ca().toString()));
        }
        if (tls.cert() != null && tls.key() != null) {
            options.setKeyCertOptions(new PemKeyCertOptions()
                    .addCertPath(tls.cert().toString())
                    .addKeyPath(tls.key().toString()));
        }
    }

    /// Why a call failed, as it may be logged: on one line, not endless.
    static String reason(Throwable cause) {
        var message = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        var line = message.replaceAll("\\p{Cntrl}+", " ").strip();
        return line.length() > 200 ? line.substring(0, 200) + "…" : line;
    }
}
