package io.polygate.door.grpc;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What a content-type of gRPC says: how messages are framed, and whether they are protobuf or JSON.
record MediaType(Framing framing, boolean json) {

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

    /// @return null for a type that is not served
    static @Nullable MediaType of(String contentType) {
        var type = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        int plus = type.indexOf('+');
        var base = plus < 0 ? type : type.substring(0, plus);
        var codec = plus < 0 ? "proto" : type.substring(plus + 1);
        if (!codec.equals("proto") && !codec.equals("json")) {
            return null;
        }
        for (var framing : Framing.values()) {
            if (framing.name.equals(base)) {
                return new MediaType(framing, codec.equals("json"));
            }
        }
        return null;
    }

    String text() {
        return framing.name + (json ? "+json" : "+proto");
    }
}
