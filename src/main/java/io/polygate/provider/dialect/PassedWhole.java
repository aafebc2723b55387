package io.polygate.provider.dialect;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.Head;
import io.polygate.provider.AttemptHandler;
import io.polygate.provider.Outcome;
import io.polygate.provider.http.AnswerReader;
import io.polygate.wire.Dialect;
import io.polygate.wire.json.JsonScanner;
import io.polygate.wire.json.JsonSyntaxException;
import io.polygate.wire.json.TopLevel;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;

/// An answer in one piece: checked to be JSON, read for its usage, passed as it came.
final class PassedWhole implements AnswerReader {

    static final String[] FIELDS = UsageFields.NAMES;

    private final Head head;
    private final Dialect dialect;
    private final AttemptHandler handler;
    private final Limits limits;
    private final Collected collected;

    /// The bound of an answer, and the shard's scanner for [#FIELDS].
    record Limits(long maxBytes, JsonScanner scanner) {}

    PassedWhole(Head head, Dialect dialect, AttemptHandler handler, Limits limits) {
        this.head = head;
        this.dialect = dialect;
        this.handler = handler;
        this.limits = limits;
        this.collected = new Collected(limits.maxBytes());
    }

    @Override
    public void head(HttpClientResponse response) {}

    @Override
    public void bytes(Buffer bytes, boolean last) {
        collected.add(bytes);
        if (last) {
            end(collected.body());
        }
    }

    private void end(Buffer body) {
        TopLevel json;
        try {
            json = limits.scanner().scan(body);
        } catch (JsonSyntaxException e) {
            handler.failed(
                    GatewayError.of(ErrorKind.UPSTREAM_ERROR, "the backend's answer is not JSON"), Outcome.NOTHING);
            return;
        }
        var error = UsageFields.error(json, dialect, body);
        if (error != null) {
            handler.failed(error, Outcome.NOTHING);
        } else {
            handler.part(
                    head,
                    body,
                    new Outcome(UsageFields.tokens(json, dialect), null, collected.firstByteNanos(), false));
        }
    }

    @Override
    public void failed(GatewayError error) {
        handler.failed(error, Outcome.NOTHING);
    }
}
