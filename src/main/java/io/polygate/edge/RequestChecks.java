package io.polygate.edge;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/// What RFC 9112 demands of a request's head beyond what the decoder refuses by itself.
final class RequestChecks {

    private static final int SHOWN = 200;

    private RequestChecks() {}

    /// What is wrong with the head, or null.
    static @Nullable String problemOf(HttpServerRequest request) {
        if (request.version() != HttpVersion.HTTP_1_1) {
            return null;
        }
        var headers = request.headers();
        var host = headers.get(HttpHeaders.HOST);
        if (host == null) {
            return "the Host header is missing (expected: exactly one)";
        }
        if (headers.getAll(HttpHeaders.HOST).size() > 1) {
            return "there are several Host headers (expected: exactly one)";
        }
        return null;
    }

    /// What the decoder's complaint means to a caller. The decoder's own words stay inside.
    static GatewayError malformed(@Nullable Throwable cause, ServerConfig config) {
        if (cause instanceof TooLongHttpHeaderException) {
            var message = "the headers are larger than " + config.maxHeaderBytes() + " bytes (server.max-header)";
            return GatewayError.of(ErrorKind.HEADERS_TOO_LARGE, message);
        }
        if (cause instanceof TooLongHttpLineException) {
            var message = "the request line is longer than " + config.maxHeaderBytes() + " bytes (server.max-header)";
            return GatewayError.of(ErrorKind.HEADERS_TOO_LARGE, message);
        }
        return GatewayError.of(ErrorKind.BAD_REQUEST, "the request is not well-formed HTTP/1.1 (RFC 9112)");
    }

    static String printable(@Nullable String text) {
        if (text == null) {
            return "";
        }
        var cut = text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
        return cut.chars().allMatch(c -> c >= ' ' && c != 0x7f) ? cut : cut.replaceAll("[\\x00-\\x1f\\x7f]", "?");
    }
}
