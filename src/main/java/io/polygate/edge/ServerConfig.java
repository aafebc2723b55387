package io.polygate.edge;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The main port and the limits on what arrives there. Port 0 takes a free one; `tls` absent is cleartext.
public record ServerConfig(
        String host,
        int port,
        int maxConnections,
        long maxBodyBytes,
        int maxHeaderBytes,
        int maxDepth,
        Duration headerTimeout,
        Duration idleTimeout,
        Duration streamKeepalive,
        Duration shutdownGrace,
        Duration minPingInterval,
        TrustedProxies trustedProxies,
        @Nullable Tls tls,
        Cors cors,
        boolean compression,
        Uploads uploads) {

    /// The same limits on another address.
    public ServerConfig at(String otherHost, int otherPort) {
        return new ServerConfig(
                otherHost,
                otherPort,
                maxConnections,
                maxBodyBytes,
                maxHeaderBytes,
                maxDepth,
                headerTimeout,
                idleTimeout,
                streamKeepalive,
                shutdownGrace,
                minPingInterval,
                trustedProxies,
                tls,
                cors,
                compression,
                uploads);
    }

    /// Bounds of forms with files, which go by and are not held: `maxBytes` of each, and `headBytes` in which its model
    /// is looked for before the form waits in a file.
    public record Uploads(long maxBytes, int headBytes) {}

    /// PEM files of the certificate chain and its private key.
    public record Tls(Path cert, Path key) {}

    /// Origins that a browser may call from; `*` is any, none turns CORS off.
    public record Cors(List<String> origins) {

        public Cors {
            origins = List.copyOf(origins);
        }
    }
}
