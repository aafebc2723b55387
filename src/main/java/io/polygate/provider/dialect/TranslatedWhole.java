package io.polygate.provider.dialect;

import io.polygate.model.ChatResponse;
import io.polygate.model.GatewayError;
import io.polygate.model.Head;
import io.polygate.model.Header;
import io.polygate.model.TokenCount;
import io.polygate.provider.AttemptHandler;
import io.polygate.provider.Outcome;
import io.polygate.provider.http.AnswerReader;
import io.polygate.wire.ResponseEvents;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import java.util.ArrayList;
import java.util.List;

/// A whole answer of one dialect becomes one of another, or a stream for a caller who asked for that.
final class TranslatedWhole implements AnswerReader {

    private final Translation translation;
    private final List<Header> headers;
    private final AttemptHandler handler;
    private final Collected collected;

    TranslatedWhole(Translation translation, List<Header> headers, AttemptHandler handler, long maxBytes) {
        this.translation = translation;
        this.headers = headers;
        this.handler = handler;
        this.collected = new Collected(maxBytes);
    }

    @Override
    public void head(HttpClientResponse response) {}

    @Override
    public void bytes(Buffer bytes, boolean last) {
        collected.add(bytes);
        if (last) {
            end();
        }
    }

    /// An answer that cannot be understood, or is an error, throws: the attempt turns that into a failure.
    private void end() {
        var read = translation.backend().decodeResponse(collected.body(), translation.target());
        var response = translation.names().own(read);
        translation.thinking().see(response);
        var finish = response.choices().isEmpty()
                ? null
                : response.choices().getFirst().finish().raw();
        var outcome = new Outcome(TokenCount.of(response.usage()), finish, collected.firstByteNanos(), false);
        if (translation.streamed()) {
            stream(response, outcome);
            return;
        }
        var encoded = translation.caller().encodeResponse(response, translation.context());
        handler.part(head("application/json", encoded.warnings()), encoded.body(), outcome);
    }

    private void stream(ChatResponse response, Outcome outcome) {
        var encoder = translation.caller().streamEncoder(translation.context());
        ResponseEvents.replay(response, encoder::encode);
        handler.part(head("text/event-stream", encoder.warnings()), encoder.take(), outcome);
    }

    private Head head(String contentType, List<String> more) {
        var warnings = new ArrayList<>(translation.request().warnings());
        warnings.addAll(more);
        return TranslatedAnswer.head(headers, contentType, warnings);
    }

    @Override
    public void failed(GatewayError error) {
        handler.failed(error, Outcome.NOTHING);
    }
}
