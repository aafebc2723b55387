package io.polygate.provider.cloud;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.polygate.model.PassedRequest;
import io.polygate.provider.UpstreamCall;
import org.jspecify.annotations.Nullable;

/// Paths that hold a model's name.
final class Paths {

    private static final String PLAIN = "-._~";

    private Paths() {}

    /// A name as one segment of a path, percent-encoded but for what RFC 3986 leaves plain and for `also`.
    static String segment(String name, String also) {
        var encoded = new StringBuilder(name.length() + 8);
        boolean dots = name.equals(".") || name.equals("..");
        for (var b : name.getBytes(UTF_8)) {
            var c = (char) (b & 0xFF);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!dots && (letter || PLAIN.indexOf(c) >= 0 || also.indexOf(c) >= 0)) {
                encoded.append(c);
            } else {
                encoded.append('%').append("%02X".formatted((int) c));
            }
        }
        return encoded.toString();
    }

    /// The path of what a provider keeps, or null where the call names none.
    static @Nullable String passed(UpstreamCall call) {
        var wanted = PassedRequest.parse(call.variant());
        return wanted == null ? null : wanted.path() + query(call);
    }

    /// The caller's query with what stands before it.
    static String query(UpstreamCall call) {
        return call.query().isEmpty() ? "" : "?" + call.query();
    }
}
