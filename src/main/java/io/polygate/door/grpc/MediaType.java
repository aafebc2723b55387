package io.polygate.door.grpc;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a content-type of gRPC says: how messages are framed, and whether they are protobuf or JSON.
///
/// @param text how it is said
record MediaType(Framing framing, boolean json, String text) {

    static final String PREFIX = "application/grpc";

    /// `GRPC` has its status in HTTP trailers; `WEB` has it in the last frame of the body, `WEB_TEXT` as base64.
    enum Framing {
        GRPC("application/grpc"),
        WEB("application/grpc-web"),
        WEB_TEXT("application/grpc-web-text");

        private final String name;

        Framing(String name) {
            this.name = name;
        }

        boolean web() {
            return this != GRPC;
        }
    }

    private static final Map<String, MediaType> SERVED = served();

    private static Map<String, MediaType> served() {
        var served = new HashMap<String, MediaType>();
        for (var framing : Framing.values()) {
            var proto = new MediaType(framing, false, framing.name + "+proto");
            var json = new MediaType(framing, true, framing.name + "+json");
            served.put(framing.name, proto);
            served.put(proto.text, proto);
            served.put(json.text, json);
        }
        return Map.copyOf(served);
    }

    /// @return null for a type that is not served
    static @Nullable MediaType of(String contentType) {
        var exact = SERVED.get(contentType);
        if (exact != null) {
            return exact;
        }
        int parameters = contentType.indexOf(';');
        var type = parameters < 0 ? contentType : contentType.substring(0, parameters);
        return SERVED.get(type.strip().toLowerCase(Locale.ROOT));
    }
}
