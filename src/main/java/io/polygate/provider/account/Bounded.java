package io.polygate.provider.account;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;

/// Reads an answer whole, up to a bound.
final class Bounded {

    private Bounded() {}

    /// Fails when the body is larger than `max` bytes or cut short.
    static Future<Buffer> body(HttpClientResponse response, int max) {
        Promise<Buffer> whole = Promise.promise();
        var body = Buffer.buffer();
        response.handler(bytes -> {
            if (body.length() + bytes.length() <= max) {
                body.appendBuffer(bytes);
            } else if (whole.tryFail("the answer is larger than " + max + " bytes")) {
                response.request().reset();
            }
        });
        response.endHandler(v -> whole.tryComplete(body));
        response.exceptionHandler(whole::tryFail);
        return whole.future();
    }
}
