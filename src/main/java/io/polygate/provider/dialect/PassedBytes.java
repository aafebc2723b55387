package io.polygate.provider.dialect;

import io.polygate.model.GatewayError;
import io.polygate.model.Head;
import io.polygate.model.TokenCount;
import io.polygate.provider.AttemptHandler;
import io.polygate.provider.Outcome;
import io.polygate.provider.http.AnswerReader;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import org.jspecify.annotations.Nullable;

/// An answer of any media type, passed as it comes: sound, images, events or JSON. Nothing of it is held but the last
/// bytes of a text, which tell what it used.
final class PassedBytes implements AnswerReader {

    private final AttemptHandler handler;
    private final @Nullable UsageTail tail;
    private @Nullable Head head;
    private long firstByteNanos;

    /// @param text whether the answer is JSON or a stream of it
    PassedBytes(Head head, boolean text, AttemptHandler handler) {
        this.head = head;
        this.handler = handler;
        this.tail = text ? new UsageTail() : null;
    }

    @Override
    public void head(HttpClientResponse response) {}

    @Override
    public void bytes(Buffer bytes, boolean last) {
        if (firstByteNanos == 0) {
            firstByteNanos = System.nanoTime();
        }
        if (tail != null) {
            tail.add(bytes);
        }
        var first = head;
        head = null;
        handler.part(first, bytes.length() == 0 ? null : bytes, last ? outcome(false) : null);
    }

    private Outcome outcome(boolean broken) {
        var tokens = tail == null || broken ? TokenCount.UNKNOWN : tail.tokens();
        return new Outcome(tokens, null, firstByteNanos, broken);
    }

    @Override
    public void failed(GatewayError error) {
        handler.failed(error, outcome(true));
    }
}
