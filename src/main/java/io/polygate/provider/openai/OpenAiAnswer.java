package io.polygate.provider.openai;

import io.polygate.model.GatewayError;
import io.polygate.model.Head;
import io.polygate.provider.AttemptHandler;
import io.polygate.provider.Outcome;
import io.polygate.provider.http.AnswerReader;
import io.polygate.provider.http.HeaderRules;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Tells a stream from a whole answer and from an error by the head, and reads on accordingly.
final class OpenAiAnswer implements AnswerReader {

    private final AttemptHandler handler;
    private final WholeAnswer.Limits limits;
    private final boolean withholdUsage;
    private @Nullable AnswerReader rest;

    OpenAiAnswer(AttemptHandler handler, WholeAnswer.Limits limits, boolean withholdUsage) {
        this.handler = handler;
        this.limits = limits;
        this.withholdUsage = withholdUsage;
    }

    @Override
    public void head(HttpClientResponse response) {
        var type = response.getHeader(HttpHeaders.CONTENT_TYPE);
        var head = new Head(response.statusCode(), HeaderRules.toCaller(response));
        boolean stream = response.statusCode() < 300 && type != null && type.startsWith("text/event-stream");
        rest = stream
                ? new StreamedAnswer(head, handler, withholdUsage)
                : new WholeAnswer(head, retryAfter(response), handler, limits);
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

    /// `retry-after-ms`, else `retry-after` in seconds; a date is left to the caller, who gets the header as it is.
    private static @Nullable Duration retryAfter(HttpClientResponse response) {
        try {
            var millis = response.getHeader("retry-after-ms");
            if (millis != null) {
                return Duration.ofMillis((long) Double.parseDouble(millis));
            }
            var seconds = response.getHeader(HttpHeaders.RETRY_AFTER);
            return seconds == null ? null : Duration.ofMillis((long) (Double.parseDouble(seconds) * 1000));
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
