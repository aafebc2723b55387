package io.polygate.provider.dialect;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.GatewayException;
import io.polygate.model.Head;
import io.polygate.provider.AttemptHandler;
import io.polygate.provider.Outcome;
import io.polygate.provider.http.AnswerReader;
import io.polygate.wire.json.Bytes;
import io.polygate.wire.openai.ChatSniffer;
import io.polygate.wire.sse.SseEvent;
import io.polygate.wire.sse.SseParser;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import org.jspecify.annotations.Nullable;

/// A stream that passes event by event, untouched, but for the usage chunk that only we asked for.
///
/// The head is held until the first event: when that is an error, the call fails with the status that it speaks of.
final class PassedChatStream implements AnswerReader {

    private static final int MAX_EVENT = 16 * 1024 * 1024;

    private final AttemptHandler handler;
    private final boolean withholdUsage;
    private final ChatSniffer sniffer = new ChatSniffer();
    private final SseParser parser = new SseParser(MAX_EVENT, this::event);
    private final EventRun run = new EventRun();
    private @Nullable Head head;
    private long firstByteNanos;
    private boolean refused;

    PassedChatStream(Head head, AttemptHandler handler, boolean withholdUsage) {
        this.head = head;
        this.handler = handler;
        this.withholdUsage = withholdUsage;
    }

    @Override
    public void head(HttpClientResponse response) {}

    @Override
    public void bytes(Buffer bytes, boolean last) {
        try {
            if (bytes.length() > 0) {
                parser.push(bytes);
            }
            if (last) {
                parser.finish();
            }
        } catch (GatewayException e) {
            failed(e.error());
            return;
        }
        forward(last);
    }

    private void event(SseEvent event) {
        if (firstByteNanos == 0) {
            firstByteNanos = System.nanoTime();
        }
        var kind = sniffer.inspect(event.data());
        if (kind == ChatSniffer.Kind.ERROR && head != null && run.isEmpty()) {
            refused = true;
        } else if (kind != ChatSniffer.Kind.USAGE_ONLY || !withholdUsage) {
            run.add(event.raw());
        }
    }

    private void forward(boolean last) {
        if (refused && sniffer.error() != null) {
            handler.failed(sniffer.error(), outcome());
            return;
        }
        var ready = run.take();
        if (last && !sniffer.complete() && sniffer.error() == null) {
            if (ready != null) {
                handler.part(takeHead(), ready, null);
            }
            failed(GatewayError.of(ErrorKind.UPSTREAM_ERROR, "the backend's stream ended before its answer did"));
        } else if (ready != null || last) {
            handler.part(takeHead(), ready, last ? outcome() : null);
        }
    }

    private @Nullable Head takeHead() {
        var taken = head;
        head = null;
        return taken;
    }

    private Outcome outcome() {
        return new Outcome(sniffer.tokens(), sniffer.finish(), firstByteNanos, sniffer.error() != null);
    }

    @Override
    public void failed(GatewayError error) {
        handler.failed(error, outcome());
    }

    /// The events of a batch; as long as they lie side by side they leave as one slice of what came, without a copy.
    private static final class EventRun {

        private @Nullable Bytes slice;
        private @Nullable Buffer joined;

        boolean isEmpty() {
            return slice == null && joined == null;
        }

        void add(Bytes raw) {
            if (slice == null) {
                slice = raw;
            } else if (slice.array() == raw.array() && slice.to() == raw.from()) {
                slice = new Bytes(raw.array(), slice.from(), raw.to());
            } else {
                join(slice);
                slice = raw;
            }
        }

        private void join(Bytes part) {
            joined = joined == null ? Buffer.buffer(part.length() * 2) : joined;
            joined.appendBytes(part.array(), part.from(), part.length());
        }

        @Nullable
        Buffer take() {
            if (slice == null) {
                return null;
            }
            if (joined != null) {
                join(slice);
            }
            var taken = joined == null ? slice.toBuffer() : joined;
            slice = null;
            joined = null;
            return taken;
        }
    }
}
