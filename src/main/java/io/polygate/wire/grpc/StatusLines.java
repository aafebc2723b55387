package io.polygate.wire.grpc;

import java.util.HashMap;
import java.util.Locale;

/// gRPC-Web's last frame: trailers as lines of `name: value`.
public final class StatusLines {

    private StatusLines() {}

    public static GrpcStatus read(String lines) {
        var values = new HashMap<String, String>();
        for (var line : lines.split("\r?\n")) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                values.put(
                        line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
        }
        return GrpcStatus.read(
                values.getOrDefault(GrpcStatus.CODE, ""),
                values.get(GrpcStatus.MESSAGE),
                values.get(GrpcStatus.DETAILS));
    }
}
