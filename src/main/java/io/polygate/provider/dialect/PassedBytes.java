package io.polygate.provider.dialect;

import io.polygate.model.GatewayError;
import io.polygate.model.Head;
import io.polygate.model.TokenCount;
import io.polygate.provider.AttemptHandler;
import io.polygate.provider.Outcome;
import io.polygate.provider.UpstreamCall;
import io.polygate.provider.http.AnswerReader;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import org.jspecify.annotations.Nullable;

/// An answer of any media type, passed as it comes: sound, images, events or JSON. Nothing of it is held but what
/// tells what it used.
final class PassedBytes implements AnswerReader {

    private final AttemptHandler handler;
    private final PassedUsage usage;
    private @Nullable Head head;
    private long firstByteNanos;

    /// @param text whether the answer is JSON or a stream of it
    PassedBytes(Head head, boolean text, UpstreamCall call, AttemptHandler handler) {
        this.head = head;
        this.handler = handler;
        this.usage = new PassedUsage(call, text);
    }

    @Override
    public void head(HttpClientResponse response) {}

    @Override
    public void bytes(Buffer bytes, boolean last) {
        if (firstByteNanos == 0) {
            firstByteNanos = System.nanoTime();
        }
        usage.add(bytes);
        var first = head;
        head = null;
        handler.part(first, bytes.length() == 0 ? null : bytes, last ? outcome() : null);
    }

    private Outcome outcome() {
        return new Outcome(usage.tokens(), usage.units(), null, firstByteNanos, false);
    }

    @Override
    public void failed(GatewayError error) {
        handler.failed(error, new Outcome(TokenCount.UNKNOWN, null, firstByteNanos, true));
    }
}
