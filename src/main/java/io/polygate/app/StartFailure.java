package io.polygate.app;

import io.polygate.config.GatewayConfig;
import java.net.BindException;

/// Why the gateway did not start, in the words of the configuration.
final class StartFailure {

    private StartFailure() {}

    static String of(Throwable cause, GatewayConfig config) {
        if (cause instanceof BindException
                || cause.getMessage() != null && cause.getMessage().contains("bind")) {
            return "server.port: \"" + config.server().port() + "\" or management.port: \""
                    + config.management().port() + "\" (expected: free ports on server.host and management.host)";
        }
        var tls = config.server().tls();
        if (tls != null) {
            return "server.tls: \"" + tls.cert() + "\" and \"" + tls.key() + "\" (expected: a PEM certificate chain "
                    + "and its key)";
        }
        return "the gateway did not start: " + cause.getMessage();
    }
}
