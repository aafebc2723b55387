package io.polygate.provider.dialect;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.Head;
import io.polygate.provider.AttemptHandler;
import io.polygate.provider.Outcome;
import io.polygate.provider.http.AnswerReader;
import io.polygate.wire.Answers;
import io.polygate.wire.BackendDialect;
import io.polygate.wire.json.Bytes;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;

/// An answer in one piece at one of a vendor's own paths: checked to be a JSON object, read for what it used in the
/// vendor's way, passed as it came.
final class PassedOwn implements AnswerReader {

    private final Head head;
    private final BackendDialect dialect;
    private final AttemptHandler handler;
    private final Collected collected;

    PassedOwn(Head head, BackendDialect dialect, AttemptHandler handler, long maxBytes) {
        this.head = head;
        this.dialect = dialect;
        this.handler = handler;
        this.collected = new Collected(maxBytes);
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
        var answer = Answers.objectOrNull(Bytes.of(body));
        if (answer == null) {
            failed(GatewayError.of(ErrorKind.UPSTREAM_ERROR, "the backend's answer is not a JSON object"));
            return;
        }
        var error = dialect.inside(answer);
        if (error != null) {
            failed(error);
            return;
        }
        var tokens = dialect.used(head.headers(), answer);
        handler.part(head, body, new Outcome(tokens, null, collected.firstByteNanos(), false));
    }

    @Override
    public void failed(GatewayError error) {
        handler.failed(error, Outcome.NOTHING);
    }
}
