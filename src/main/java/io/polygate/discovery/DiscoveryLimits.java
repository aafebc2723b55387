package io.polygate.discovery;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import java.util.List;

/// How much is taken of what a catalogue tells. What is more counts as if it could not be asked: the last known
/// endpoints serve on.
///
/// @param maxAnswer bytes of one answer
/// @param maxEndpoints of one provider
public record DiscoveryLimits(long maxAnswer, int maxEndpoints) {

    public static final DiscoveryLimits DEFAULT = new DiscoveryLimits(16L << 20, 10_000);

    /// Reads a body whole; fails as soon as it is larger than may be, and lets the rest go.
    public Future<Buffer> body(HttpClientResponse response) {
        Promise<Buffer> whole = Promise.promise();
        var body = Buffer.buffer();
        response.handler(chunk -> {
            if (body.length() + (long) chunk.length() <= maxAnswer) {
                body.appendBuffer(chunk);
            } else if (whole.tryFail(tooLarge())) {
                response.request().reset();
            }
        });
        response.exceptionHandler(whole::tryFail);
        response.endHandler(v -> whole.tryComplete(body));
        response.resume();
        return whole.future();
    }

    public String tooLarge() {
        return "its answer is larger than " + maxAnswer + " bytes (discovery.max-answer)";
    }

    public String tooMany() {
        return "it has more than " + maxEndpoints + " endpoints (discovery.max-endpoints)";
    }

    public boolean allows(List<?> endpoints) {
        return endpoints.size() <= maxEndpoints;
    }
}
