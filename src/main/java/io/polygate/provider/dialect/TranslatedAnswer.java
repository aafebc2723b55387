package io.polygate.provider.dialect;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.Head;
import io.polygate.model.Header;
import io.polygate.provider.AttemptHandler;
import io.polygate.provider.Outcome;
import io.polygate.provider.http.AnswerReader;
import io.polygate.provider.http.HeaderRules;
import io.polygate.wire.UpstreamFailure;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// An answer in the backend's dialect for a caller of another: a stream is translated event by event, a whole answer
/// as one, and each becomes the other where the backend did not answer in the way it was asked to.
final class TranslatedAnswer implements AnswerReader {

    private static final String WARNINGS = "x-polygate-warnings";
    private static final int MAX_WARNINGS = 4096;

    private final BiFunction<List<Header>, Boolean, AnswerReader> reader;
    private final Function<UpstreamFailure, GatewayError> errors;
    private final AttemptHandler handler;
    private @Nullable AnswerReader rest;

    TranslatedAnswer(Crossing crossing, Function<UpstreamFailure, GatewayError> errors, AttemptHandler handler) {
        this.reader = crossing.reader();
        this.errors = errors;
        this.handler = handler;
    }

    @Override
    public void head(HttpClientResponse response) {
        if (FailedAnswer.failed(response)) {
            rest = new FailedAnswer(response, errors, handler);
        } else {
            rest = reader.apply(headers(response), Framing.of(response) != Framing.NONE);
        }
    }

    /// The backend's own headers mean nothing to a caller of another dialect, but for its id.
    private static List<Header> headers(HttpClientResponse response) {
        var kept = new ArrayList<Header>();
        for (var header : HeaderRules.toCaller(response)) {
            if (header.name().equals(HeaderRules.UPSTREAM_ID)) {
                kept.add(header);
            }
        }
        return kept;
    }

    /// The head of a translated answer.
    static Head head(List<Header> kept, String contentType, List<String> warnings) {
        var headers = new ArrayList<>(kept);
        headers.add(new Header("content-type", contentType));
        if (!warnings.isEmpty()) {
            var text = String.join("; ", warnings).replaceAll("[^ -~]", "?");
            headers.add(new Header(WARNINGS, text.length() > MAX_WARNINGS ? text.substring(0, MAX_WARNINGS) : text));
        }
        return new Head(200, headers);
    }

    @Override
    public void bytes(Buffer bytes, boolean last) {
        if (rest != null) {
            rest.bytes(bytes, last);
        }
    }

    @Override
    public void failed(GatewayError error) {
        if (rest == null) {
            handler.failed(error, Outcome.NOTHING);
        } else {
            rest.failed(error);
        }
    }

    static GatewayError unfinished() {
        return GatewayError.of(ErrorKind.UPSTREAM_ERROR, "the backend's stream ended before its answer did");
    }
}
