package io.polygate.wire.grpc;

import io.polygate.model.Header;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// gRPC-Web's last frame: trailers as lines of `name: value`.
///
/// @param metadata the trailers that are not the status
public record StatusLines(GrpcStatus status, Map<String, String> metadata) {

    public static StatusLines parse(String lines) {
        var values = new LinkedHashMap<String, String>();
        for (var line : lines.split("\r?\n")) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                values.put(
                        line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
        }
        var status = GrpcStatus.read(
                values.getOrDefault(GrpcStatus.CODE, ""),
                values.remove(GrpcStatus.MESSAGE),
                values.remove(GrpcStatus.DETAILS));
        values.remove(GrpcStatus.CODE);
        return new StatusLines(status, values);
    }

    public static GrpcStatus read(String lines) {
        return parse(lines).status();
    }

    /// The lines of a status with more trailers.
    public static String write(GrpcStatus status, List<Header> metadata) {
        var text = new StringBuilder(status.lines());
        metadata.forEach(
                m -> text.append(m.name()).append(": ").append(m.value()).append("\r\n"));
        return text.toString();
    }
}
