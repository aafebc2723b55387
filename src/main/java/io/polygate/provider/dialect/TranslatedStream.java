package io.polygate.provider.dialect;

import io.polygate.model.GatewayError;
import io.polygate.model.Head;
import io.polygate.model.Header;
import io.polygate.model.StreamEvent;
import io.polygate.model.TokenCount;
import io.polygate.provider.AnswerSoFar;
import io.polygate.provider.AttemptHandler;
import io.polygate.provider.Continuation;
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
import java.util.function.Consumer;
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
    private final @Nullable Continuation continuation;
    private final @Nullable AnswerSoFar answer;
    private boolean committed;

    TranslatedStream(Translation translation, List<Header> headers, AttemptHandler handler, long maxBytes) {
        this.translation = translation;
        this.headers = headers;
        this.handler = handler;
        this.collector = translation.streamed() ? null : new ResponseCollector(maxBytes);
        this.continuation = collector == null ? translation.continuation() : null;
        var before = continuation == null ? null : continuation.answer();
        this.encoder = before == null ? translation.caller().streamEncoder(translation.context()) : before.encoder();
        this.answer = continuation == null || before != null
                ? before
                : new AnswerSoFar(encoder, translation.meant(), continuation.maxText());
        Consumer<StreamEvent> events =
                before == null ? this::event : new ResumedEvents(before, translation.overlap(before), this::event);
        this.decoder = translation.backend().streamDecoder(translation.target(), events);
    }

    @Override
    public void head(HttpClientResponse response) {}

    private void event(StreamEvent said) {
        var read = translation.names().own(said);
        var event = answer == null ? read : answer.counted(read);
        watched.see(event);
        translation.thinking().see(event);
        if (collector != null) {
            collector.accept(event);
        } else if (answer != null && (resumed() || watched.begun())) {
            if (!(event instanceof StreamEvent.Failed) || !answer.canGoOn()) {
                answer.say(event);
            }
        } else if (committed || watched.begun() || event instanceof StreamEvent.Ping) {
            encoder.encode(event);
        }
    }

    /// Whether this goes on with an answer that another backend has begun.
    private boolean resumed() {
        return continuation != null && continuation.begun() && !committed;
    }

    /// Whether the caller's answer may still be gone on with elsewhere.
    private boolean canGoOn() {
        return answer != null && answer.canGoOn();
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
        } else if (error != null && canGoOn()) {
            forward(false);
            handler.failed(error, watched.outcome());
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
        if (continuation != null && answer != null && !continuation.begun()) {
            continuation.begin(answer);
        }
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
        if (!committed || canGoOn()) {
            handler.failed(error, watched.outcome());
            return;
        }
        var failed = new StreamEvent.Failed(error);
        watched.see(failed);
        encoder.encode(failed);
        handler.part(null, encoder.take(), watched.outcome());
    }
}
