package io.polygate.provider.grpc;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.Header;
import io.polygate.provider.ProviderConfig;
import io.polygate.provider.UpstreamCall;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The metadata of a backend's call: what the caller says by `grpc-metadata-*` headers, and what the provider's
/// configuration adds, which nobody else may say.
final class CallMetadata {

    private static final String PREFIX = "grpc-metadata-";
    private static final String BINARY = "-bin";
    private static final Set<String> PASSED = Set.of("traceparent", "tracestate");

    /// What belongs to the connection and to the call itself.
    private static final Set<String> NOT_METADATA = Set.of(
            "te",
            "host",
            "connection",
            "content-length",
            "content-type",
            "keep-alive",
            "proxy-connection",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "x-request-id");

    private CallMetadata() {}

    /// @throws io.polygate.model.GatewayException for binary metadata that is not base64
    static List<Header> of(UpstreamCall call, ProviderConfig config) {
        var own = OwnMetadata.of(config, call.via());
        var taken = new HashSet<String>();
        own.forEach(header -> taken.add(header.name()));
        var metadata = new ArrayList<Header>();
        for (var header : call.headers()) {
            var name = header.name();
            if (name.startsWith(PREFIX) && name.length() > PREFIX.length()) {
                var key = name.substring(PREFIX.length());
                if (isMetadata(key) && !taken.contains(key)) {
                    values(name, header.value()).forEach(value -> metadata.add(new Header(key, value)));
                }
            } else if (PASSED.contains(name)) {
                metadata.add(header);
            }
        }
        metadata.add(new Header("x-request-id", call.id()));
        metadata.addAll(own);
        return metadata;
    }

    private static boolean isMetadata(String key) {
        return !key.startsWith("grpc-") && !key.startsWith(":") && !NOT_METADATA.contains(key);
    }

    /// Binary values may be joined by commas, which not every backend takes.
    private static List<String> values(String name, String value) {
        if (!name.endsWith(BINARY)) {
            return List.of(value);
        }
        var parts = Arrays.stream(value.split(",")).map(String::strip).toList();
        for (var part : parts) {
            try {
                Base64.getDecoder().decode(part);
            } catch (IllegalArgumentException e) {
                throw GatewayError.field(
                                ErrorKind.INVALID_FIELD, name, name + ": not base64 (expected: as names in -bin have)")
                        .asException();
            }
        }
        return parts;
    }
}
