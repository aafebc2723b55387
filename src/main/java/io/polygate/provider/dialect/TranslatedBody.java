package io.polygate.provider.dialect;

import io.polygate.model.GatewayError;
import io.polygate.model.Header;
import io.polygate.model.TokenCount;
import io.polygate.model.Units;
import io.polygate.model.Usage;
import io.polygate.provider.AttemptHandler;
import io.polygate.provider.Outcome;
import io.polygate.provider.http.AnswerReader;
import io.polygate.wire.Encoded;
import io.polygate.wire.EncodedRequest;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// An answer that is never streamed: held whole and told in the caller's dialect.
final class TranslatedBody implements AnswerReader {

    private final List<Header> headers;
    private final AttemptHandler handler;
    private final Collected collected;
    private final Function<Buffer, Answer> translate;

    /// The caller's answer. Without usage nothing is billed.
    record Answer(
            Buffer body, List<String> warnings, @Nullable Usage usage, Units units) {

        Answer(Buffer body, List<String> warnings, @Nullable Usage usage) {
            this(body, warnings, usage, Units.NONE);
        }

        static Answer of(Encoded encoded, EncodedRequest request, Usage usage) {
            var warnings = new ArrayList<>(request.warnings());
            warnings.addAll(encoded.warnings());
            return new Answer(encoded.body(), warnings, usage);
        }

        Answer with(Units more) {
            return new Answer(body, warnings, usage, more);
        }
    }

    TranslatedBody(List<Header> headers, AttemptHandler handler, long maxBytes, Function<Buffer, Answer> translate) {
        this.headers = headers;
        this.handler = handler;
        this.collected = new Collected(maxBytes);
        this.translate = translate;
    }

    @Override
    public void head(HttpClientResponse response) {}

    @Override
    public void bytes(Buffer bytes, boolean last) {
        collected.add(bytes);
        if (last) {
            var answer = translate.apply(collected.body());
            var tokens = answer.usage == null ? TokenCount.UNKNOWN : TokenCount.of(answer.usage);
            handler.part(
                    TranslatedAnswer.head(headers, "application/json", answer.warnings),
                    answer.body,
                    new Outcome(tokens, answer.units, null, collected.firstByteNanos(), false));
        }
    }

    @Override
    public void failed(GatewayError error) {
        handler.failed(error, Outcome.NOTHING);
    }
}
