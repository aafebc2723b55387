package io.polygate.door.websocket;

import io.polygate.edge.EdgeRequest;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.io.IOException;
import java.io.UncheckedIOException;

/// The page at `/demo`: one file that asks nobody else for anything.
final class DemoPage {

    private static final byte[] PAGE = read();

    private DemoPage() {}

    private static byte[] read() {
        try (var in = DemoPage.class.getResourceAsStream("/demo/index.html")) {
            if (in == null) {
                throw new IllegalStateException("the demo page is not in the package");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void serve(EdgeRequest request) {
        request.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/html; charset=utf-8")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                .putHeader(
                        "content-security-policy",
                        "default-src 'none'; style-src 'unsafe-inline';"
                                + " script-src 'unsafe-inline'; connect-src 'self' ws: wss:; frame-ancestors 'none'")
                .putHeader("x-content-type-options", "nosniff")
                .putHeader("referrer-policy", "no-referrer")
                .end(Buffer.buffer(PAGE));
    }
}
