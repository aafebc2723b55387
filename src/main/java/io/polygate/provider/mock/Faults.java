package io.polygate.provider.mock;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.wire.json.Json;
import io.polygate.wire.openai.OpenAiErrors;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;

/// The faults in the words that a real backend's would have.
final class Faults {

    private static final String INSIDE =
            "{\"message\":\"the mock failed on request\",\"type\":\"server_error\",\"param\":null,\"code\":\"mock_fault\"}";

    private Faults() {}

    static GatewayError status(int status) {
        var kind = ErrorKind.ofStatus(status);
        if (kind == ErrorKind.UPSTREAM_AUTH) {
            return GatewayError.of(kind, "the backend refused the gateway's credential for it");
        }
        var error = new GatewayError(kind, status, "the mock answered with status " + status + " on request");
        return status == 429 || status == 503 ? error.withRetryAfter(Duration.ofSeconds(1)) : error;
    }

    static GatewayError reset() {
        return GatewayError.of(ErrorKind.UPSTREAM_UNREACHABLE, "the backend closed the connection without an answer");
    }

    static GatewayError cut() {
        return GatewayError.of(ErrorKind.UPSTREAM_ERROR, "the backend's answer was cut short");
    }

    static GatewayError inside() {
        return OpenAiErrors.decodeInside(Json.parse(INSIDE));
    }

    static Buffer event() {
        return Buffer.buffer("data: {\"error\":" + INSIDE + "}\n\n");
    }

    static GatewayError timeout(String which, Duration limit) {
        var message = "the backend was too slow: no answer within " + limit.toMillis() + " ms (" + which + " timeout)";
        return GatewayError.of(ErrorKind.UPSTREAM_TIMEOUT, message);
    }
}
