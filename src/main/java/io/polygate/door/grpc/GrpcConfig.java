package io.polygate.door.grpc;

import org.jspecify.annotations.Nullable;

/// gRPC on the main port and on one of its own. Port 0 takes a free one; null is 9000, or none where that is taken.
public record GrpcConfig(
        boolean enabled, String host, @Nullable Integer port, long maxMessageBytes) {

    public static final int USUAL_PORT = 9000;

    public int portOrUsual() {
        return port == null ? USUAL_PORT : port;
    }
}
