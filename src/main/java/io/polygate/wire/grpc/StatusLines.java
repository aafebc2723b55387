package io.polygate.wire.grpc;

import io.polygate.model.Header;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// gRPC-Web's last frame: trailers as lines of `name: value`.
///
/// @param metadata the trailers that are not the status
public record StatusLines(GrpcStatus status, List<Header> metadata) {

    /// Between a backend's side and a door: the status' details in JSON.
    private static final String DETAILS_JSON = "grpc-status-details-json";

    private static final Set<String> ITS =
            Set.of(GrpcStatus.CODE, GrpcStatus.MESSAGE, GrpcStatus.DETAILS, DETAILS_JSON);

    public static StatusLines parse(String lines) {
        var its = new HashMap<String, String>();
        var metadata = new ArrayList<Header>();
        for (var line : lines.split("\r?\n")) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                var name = line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
                var value = line.substring(colon + 1).strip();
                if (ITS.contains(name)) {
                    its.put(name, value);
                } else {
                    metadata.add(new Header(name, value));
                }
            }
        }
        var status = GrpcStatus.read(
                its.getOrDefault(GrpcStatus.CODE, ""), its.get(GrpcStatus.MESSAGE), its.get(GrpcStatus.DETAILS));
        return new StatusLines(new GrpcStatus(status.code(), status.proto(), its.get(DETAILS_JSON)), metadata);
    }

    public static GrpcStatus read(String lines) {
        return parse(lines).status();
    }

    /// The lines of a status with more trailers.
    public static String write(GrpcStatus status, List<Header> metadata) {
        var all = new ArrayList<>(metadata);
        if (status.details() != null) {
            all.add(new Header(DETAILS_JSON, status.details()));
        }
        var text = new StringBuilder(status.lines());
        all.forEach(line ->
                text.append(line.name()).append(": ").append(line.value()).append("\r\n"));
        return text.toString();
    }
}
