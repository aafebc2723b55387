package io.polygate.door.rest;

import io.polygate.edge.EdgeRequest;
import io.polygate.edge.ServerConfig;
import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.wire.multipart.Boundary;
import io.vertx.core.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/// What the head of a request says of the form behind it.
final class FormHead {

    private FormHead() {}

    static boolean isForm(EdgeRequest request) {
        return Boundary.isForm(request.header(HttpHeaders.CONTENT_TYPE));
    }

    /// Empty where there is none.
    static String boundary(EdgeRequest request) {
        var type = request.header(HttpHeaders.CONTENT_TYPE);
        var boundary = type == null ? null : Boundary.of(type);
        return boundary == null ? "" : boundary;
    }

    /// Why the form isn't read at all, or null.
    static @Nullable GatewayError problem(EdgeRequest request, ServerConfig.Uploads limits) {
        if (boundary(request).isEmpty()) {
            return GatewayError.of(ErrorKind.BAD_REQUEST, "the content-type has no usable boundary (expected: one)");
        }
        var encoding = request.header(HttpHeaders.CONTENT_ENCODING);
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            return GatewayError.of(ErrorKind.UNSUPPORTED_MEDIA_TYPE, "a form is packed (expected: identity)");
        }
        return declared(request) > limits.maxBytes() ? tooLarge(limits) : null;
    }

    private static long declared(EdgeRequest request) {
        var length = request.header(HttpHeaders.CONTENT_LENGTH);
        try {
            return length == null ? -1 : Long.parseLong(length.strip());
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    static GatewayError tooLarge(ServerConfig.Uploads limits) {
        var message = "the form is larger than " + limits.maxBytes() + " bytes (server.max-upload)";
        return GatewayError.of(ErrorKind.TOO_LARGE, message);
    }

    static GatewayError noModel(boolean complete) {
        return complete
                ? GatewayError.field(
                        ErrorKind.MISSING_FIELD, "model", "model is missing (expected: a field of the form)")
                : GatewayError.of(ErrorKind.BAD_REQUEST, "the form ends before its last boundary");
    }
}
