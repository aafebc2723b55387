package io.polygate.provider.dialect;

import io.polygate.model.GatewayError;
import io.polygate.model.Head;
import io.polygate.model.Header;
import io.polygate.model.StreamEvent;
import io.polygate.model.TokenCount;
import io.polygate.provider.AttemptHandler;
import io.polygate.provider.Outcome;
import io.polygate.provider.http.AnswerReader;
import io.polygate.wire.ResponseCollector;
import io.polygate.wire.ResponseContext;
import io.polygate.wire.StreamDecoder;
import io.polygate.wire.StreamEncoder;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A stream of one dialect becomes one of another, event by event; or an answer in one piece, for a caller who asked
/// for that. The head is held until the first event that is worth committing to.
final class TranslatedStream implements AnswerReader {

    private final Translation translation;
    private final List<Header> headers;
    private final AttemptHandler handler;
    private final Watched watched = new Watched();
    private final StreamDecoder decoder;
    private final StreamEncoder encoder;
    private final @Nullable ResponseCollector collector;
    private boolean committed;

    TranslatedStream(Translation translation, List<Header> headers, AttemptHandler handler, long maxBytes) {
        this.translation = translation;
        this.headers = headers;
        this.handler = handler;
        this.decoder = translation.backend().streamDecoder(translation.target(), this::event);
        this.encoder = translation.caller().streamEncoder(translation.context());
        this.collector = translation.streamed() ? null : new ResponseCollector(maxBytes);
    }

    @Override
    public void head(HttpClientResponse response) {}

    private void event(StreamEvent event) {
        watched.see(event);
        translation.thinking().see(event);
        if (collector != null) {
            collector.accept(event);
        } else if (committed || watched.begun() || event instanceof StreamEvent.Ping) {
            encoder.encode(event);
        }
    }

    @Override
    public void bytes(Buffer bytes, boolean last) {
        if (bytes.length() > 0) {
            decoder.push(bytes);
        }
        if (last) {
            decoder.finish();
        }
        var error = watched.error();
        if (error != null && (collector != null || !committed && !watched.begun())) {
            handler.failed(error, watched.outcome());
        } else if (collector != null) {
            collect(last);
        } else {
            forward(last || error != null);
        }
    }

    private void forward(boolean last) {
        var ready = encoder.take();
        if (ready.length() == 0 && !last) {
            return;
        }
        var head = committed ? null : head(encoder.warnings());
        committed = true;
        handler.part(head, ready.length() == 0 ? null : ready, last ? watched.outcome() : null);
    }

    private Head head(List<String> warnings) {
        var type = translation.context().framing() == ResponseContext.Framing.SSE
                ? "text/event-stream"
                : "application/json";
        var all = new ArrayList<>(translation.request().warnings());
        all.addAll(warnings);
        return TranslatedAnswer.head(headers, type, all);
    }

    private void collect(boolean last) {
        if (!last || collector == null) {
            return;
        }
        if (!collector.ended()) {
            handler.failed(TranslatedAnswer.unfinished(), watched.outcome());
            return;
        }
        var response = collector.response();
        var encoded = translation.caller().encodeResponse(response, translation.context());
        var warnings = new ArrayList<>(translation.request().warnings());
        warnings.addAll(encoded.warnings());
        var seen = watched.outcome();
        handler.part(
                TranslatedAnswer.head(headers, "application/json", warnings),
                encoded.body(),
                new Outcome(TokenCount.of(response.usage()), seen.finish(), seen.firstByteNanos(), false));
    }

    @Override
    public void failed(GatewayError error) {
        if (!committed) {
            handler.failed(error, watched.outcome());
            return;
        }
        var failed = new StreamEvent.Failed(error);
        watched.see(failed);
        encoder.encode(failed);
        handler.part(null, encoder.take(), watched.outcome());
    }
}
