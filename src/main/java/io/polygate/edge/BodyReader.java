package io.polygate.edge;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Collects a request's body within `server.max-body`, in one allocation where the length is known.
final class BodyReader {

    private final HttpServerRequest request;
    private final ServerConfig config;
    private final BiConsumer<@Nullable Buffer, @Nullable GatewayError> handler;
    private final long expected;
    private @Nullable Buffer body;
    private boolean done;

    private BodyReader(
            HttpServerRequest request,
            ServerConfig config,
            long expected,
            BiConsumer<@Nullable Buffer, @Nullable GatewayError> handler) {
        this.request = request;
        this.config = config;
        this.expected = expected;
        this.handler = handler;
    }

    static void read(
            HttpServerRequest request,
            ServerConfig config,
            BiConsumer<@Nullable Buffer, @Nullable GatewayError> handler) {
        var declared = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        long expected = declared == null ? -1 : parse(declared);
        var reader = new BodyReader(request, config, expected, handler);
        if (expected > config.maxBodyBytes()) {
            reader.refuse();
            return;
        }
        request.handler(reader::chunk);
        request.exceptionHandler(reader::broken);
        request.endHandler(v -> reader.end());
    }

    private static long parse(String length) {
        try {
            return Long.parseLong(length.strip());
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private void chunk(Buffer chunk) {
        if (done) {
            return;
        }
        int length = body == null ? 0 : body.length();
        if (length + (long) chunk.length() > config.maxBodyBytes()) {
            refuse();
        } else if (body != null) {
            body.appendBuffer(chunk);
        } else if (chunk.length() == expected) {
            body = chunk;
        } else {
            // The declared length is not trusted with memory beyond the first megabyte.
            int size = (int) Math.min(Math.max(expected, chunk.length()), 1 << 20);
            body = Buffer.buffer(size).appendBuffer(chunk);
        }
    }

    private void refuse() {
        done = true;
        request.handler(null);
        request.resume();
        var message = "the body is larger than " + config.maxBodyBytes() + " bytes (server.max-body)";
        handler.accept(null, GatewayError.of(ErrorKind.TOO_LARGE, message));
    }

    private void broken(Throwable cause) {
        if (!done) {
            done = true;
            handler.accept(null, GatewayError.of(ErrorKind.CLIENT_CLOSED, "the request ended before its body did"));
        }
    }

    private void end() {
        if (done) {
            return;
        }
        done = true;
        var whole = body == null ? Buffer.buffer() : body;
        // The request lives as long as its answer, which may be a long stream.
        body = null;
        var encoding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
        if (encoding == null || encoding.equalsIgnoreCase("identity")) {
            handler.accept(whole, null);
        } else if (encoding.equalsIgnoreCase("gzip") || encoding.equalsIgnoreCase("x-gzip")) {
            unpack(whole);
        } else {
            var message = "content-encoding: \"" + printable(encoding) + "\" (expected: gzip or identity)";
            handler.accept(null, GatewayError.of(ErrorKind.UNSUPPORTED_MEDIA_TYPE, message));
        }
    }

    private void unpack(Buffer packed) {
        try {
            var unpacked = Gzip.unpack(packed, config.maxBodyBytes());
            if (unpacked == null) {
                var message = "the unpacked body is larger than " + config.maxBodyBytes() + " bytes (server.max-body)";
                handler.accept(null, GatewayError.of(ErrorKind.TOO_LARGE, message));
            } else {
                handler.accept(unpacked, null);
            }
        } catch (java.io.IOException e) {
            handler.accept(null, GatewayError.of(ErrorKind.BAD_REQUEST, "the body is not valid gzip"));
        }
    }

    private static String printable(String text) {
        var cut = text.length() > 40 ? text.substring(0, 40) : text;
        return cut.replaceAll("[^ -~]", "?");
    }
}
