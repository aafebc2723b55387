package io.polygate.provider.http;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.provider.ProviderConfig.Timeouts;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import java.net.UnknownHostException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/// What a failed exchange means to a caller: never a host, a path or a class of ours.
final class Failures {

    private Failures() {}

    static GatewayError connecting(Throwable cause, Timeouts timeouts) {
        return switch (cause) {
            case ConnectionPoolTooBusyException _ ->
                GatewayError.of(ErrorKind.OVERLOADED, "too many calls are waiting for this provider");
            case io.netty.channel.ConnectTimeoutException _ -> timeout(timeouts);
            case TimeoutException _ -> timeout(timeouts);
            case UnknownHostException _ ->
                GatewayError.of(ErrorKind.UPSTREAM_UNREACHABLE, "the backend's name cannot be resolved");
            case SSLException _ ->
                GatewayError.of(ErrorKind.UPSTREAM_UNREACHABLE, "no trusted TLS connection to the backend");
            default -> GatewayError.of(ErrorKind.UPSTREAM_UNREACHABLE, "the backend cannot be reached");
        };
    }

    private static GatewayError timeout(Timeouts timeouts) {
        var message =
                "no connection to the backend within " + timeouts.connect().toMillis() + " ms (connect timeout)";
        return GatewayError.of(ErrorKind.UPSTREAM_TIMEOUT, message);
    }

    static GatewayError reset(Throwable cause) {
        return GatewayError.of(ErrorKind.UPSTREAM_UNREACHABLE, "the backend closed the connection without an answer");
    }
}
