package io.polygate.provider.dialect;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.Head;
import io.polygate.model.StreamEvent;
import io.polygate.provider.AttemptHandler;
import io.polygate.provider.UpstreamCall;
import io.polygate.provider.http.AnswerReader;
import io.polygate.wire.Dialect;
import io.polygate.wire.ResponseContext;
import io.polygate.wire.StreamDecoder;
import io.polygate.wire.Target;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import org.jspecify.annotations.Nullable;

/// A stream that passes byte for byte while the dialect's own decoder watches it. The head is held until the first
/// event: when that is an error, the call fails with the status that it speaks of.
final class PassedStream implements AnswerReader {

    private final Dialect dialect;
    private final UpstreamCall call;
    private final AttemptHandler handler;
    private final WholeEvents events;
    private final Watched watched = new Watched();
    private final StreamDecoder decoder;
    private @Nullable Head head;
    private @Nullable Buffer early;
    private boolean atEnd;
    private boolean cutShort;

    PassedStream(Head head, Dialect dialect, WholeEvents.Cut cut, UpstreamCall call, AttemptHandler handler) {
        this.head = head;
        this.dialect = dialect;
        this.events = new WholeEvents(cut);
        this.call = call;
        this.handler = handler;
        this.decoder = dialect.streamDecoder(Target.of(call.model()), this::event);
    }

    @Override
    public void head(HttpClientResponse response) {}

    private void event(StreamEvent event) {
        cutShort |= atEnd && event instanceof StreamEvent.Failed;
        watched.see(event);
    }

    @Override
    public void bytes(Buffer come, boolean last) {
        if (come.length() > 0) {
            decoder.push(come);
        }
        if (last) {
            atEnd = true;
            decoder.finish();
        }
        var bytes = events.add(come, decoder.unfinished());
        if (last && !cutShort) {
            bytes = joined(bytes, events.rest());
        }
        var error = watched.error();
        if (head != null && error != null && !watched.begun()) {
            handler.failed(error, watched.outcome());
        } else if (head != null && !watched.begun() && !last) {
            early = joined(early, bytes);
        } else if (head != null || last || bytes.length() > 0) {
            forward(bytes, last);
        }
    }

    private static Buffer joined(@Nullable Buffer first, Buffer more) {
        return first == null || first.length() == 0
                ? more
                : more.length() == 0 ? first : first.copy().appendBuffer(more);
    }

    private void forward(Buffer bytes, boolean last) {
        var ready = joined(early, bytes);
        early = null;
        var first = head;
        head = null;
        if (last && cutShort && watched.error() != null) {
            handler.part(first, ready, null);
            end(watched.error());
        } else {
            handler.part(first, ready.length() == 0 ? null : ready, last ? watched.outcome() : null);
        }
    }

    @Override
    public void failed(GatewayError error) {
        if (head != null) {
            handler.failed(error, watched.outcome());
        } else {
            end(error);
        }
    }

    /// A stream that breaks ends with an error in its own words, never with silence.
    private void end(GatewayError error) {
        var context = ResponseContext.broken(call.id(), call.model(), call.arrayFraming());
        var encoder = dialect.streamEncoder(context);
        var words = decoder.lastWords(error, encoder);
        watched.see(new StreamEvent.Failed(
                error == watched.error() ? error : GatewayError.of(ErrorKind.UPSTREAM_ERROR, error.message())));
        handler.part(null, words, watched.outcome());
    }
}
