package io.polygate.provider.openai;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.Head;
import io.polygate.model.TokenCount;
import io.polygate.provider.AttemptHandler;
import io.polygate.provider.Outcome;
import io.polygate.provider.http.AnswerReader;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonScanner;
import io.polygate.wire.json.JsonSyntaxException;
import io.polygate.wire.json.JsonType;
import io.polygate.wire.json.TopLevel;
import io.polygate.wire.openai.OpenAiErrors;
import io.polygate.wire.openai.OpenAiUsage;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// An answer in one piece: checked to be JSON, read for its usage, passed as it came.
final class WholeAnswer implements AnswerReader {

    private static final int USAGE = 0;
    private static final int ERROR = 1;
    static final String[] FIELDS = {"usage", "error"};

    private final Head head;
    private final @Nullable Duration retryAfter;
    private final AttemptHandler handler;
    private final Limits limits;
    private @Nullable Buffer whole;
    private boolean joined;
    private long firstByteNanos;

    /// The bound of an answer, and the shard's scanner for [#FIELDS].
    record Limits(long maxBytes, JsonScanner scanner) {}

    WholeAnswer(Head head, @Nullable Duration retryAfter, AttemptHandler handler, Limits limits) {
        this.head = head;
        this.retryAfter = retryAfter;
        this.handler = handler;
        this.limits = limits;
    }

    @Override
    public void head(HttpClientResponse response) {}

    @Override
    public void bytes(Buffer bytes, boolean last) {
        if (firstByteNanos == 0) {
            firstByteNanos = System.nanoTime();
        }
        add(bytes);
        if (last && whole != null) {
            end(whole);
        }
    }

    private void add(Buffer bytes) {
        if (whole == null) {
            whole = bytes;
            return;
        }
        if (whole.length() + (long) bytes.length() > limits.maxBytes()) {
            var message = "the backend's answer is larger than " + limits.maxBytes() + " bytes (limits.max-response)";
            throw GatewayError.of(ErrorKind.UPSTREAM_ERROR, message).asException();
        }
        if (!joined) {
            whole = Buffer.buffer(2 * (whole.length() + bytes.length())).appendBuffer(whole);
            joined = true;
        }
        whole.appendBuffer(bytes);
    }

    private void end(Buffer body) {
        if (head.status() >= 300) {
            handler.failed(OpenAiErrors.decode(head.status(), retryAfter, head.headers(), body), Outcome.NOTHING);
            return;
        }
        try {
            deliver(body, limits.scanner().scan(body));
        } catch (JsonSyntaxException e) {
            var error = GatewayError.of(ErrorKind.UPSTREAM_ERROR, "the backend's answer is not JSON");
            handler.failed(error, Outcome.NOTHING);
        }
    }

    private void deliver(Buffer body, TopLevel json) {
        var error = json.type(ERROR);
        if (error == JsonType.OBJECT || error == JsonType.STRING) {
            handler.failed(OpenAiErrors.decodeInside(part(json, ERROR)), Outcome.NOTHING);
            return;
        }
        var tokens = json.type(USAGE) == JsonType.OBJECT ? OpenAiUsage.decode(part(json, USAGE)) : TokenCount.UNKNOWN;
        handler.part(head, body, new Outcome(tokens, null, firstByteNanos, false));
    }

    private static Json part(TopLevel json, int field) {
        return Json.parse(json.text(), json.start(field), json.end(field), Json.MAX_DEPTH);
    }

    @Override
    public void failed(GatewayError error) {
        handler.failed(error, Outcome.NOTHING);
    }
}
