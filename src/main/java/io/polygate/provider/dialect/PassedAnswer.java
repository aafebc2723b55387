package io.polygate.provider.dialect;

import io.polygate.model.GatewayError;
import io.polygate.model.Head;
import io.polygate.provider.AttemptHandler;
import io.polygate.provider.Outcome;
import io.polygate.provider.UpstreamCall;
import io.polygate.provider.http.AnswerReader;
import io.polygate.provider.http.HeaderRules;
import io.polygate.wire.BackendDialect;
import io.polygate.wire.Dialect;
import io.polygate.wire.UpstreamFailure;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// An answer in the caller's own dialect: tells a stream from a whole answer by the head, and reads on accordingly.
final class PassedAnswer implements AnswerReader {

    private static final String CHAT = "openai";

    private final AttemptHandler handler;
    private final UpstreamCall call;
    private final Dialect dialect;
    private final Function<UpstreamFailure, GatewayError> errors;
    private final PassedWhole.Limits limits;
    private final boolean withholdUsage;
    private @Nullable AnswerReader rest;

    /// What caller and backend both speak, and how failures are read.
    record Spoken(Dialect dialect, Function<UpstreamFailure, GatewayError> errors) {}

    PassedAnswer(
            AttemptHandler handler,
            UpstreamCall call,
            Spoken spoken,
            PassedWhole.Limits limits,
            boolean withholdUsage) {
        this.handler = handler;
        this.call = call;
        this.dialect = spoken.dialect;
        this.errors = spoken.errors;
        this.limits = limits;
        this.withholdUsage = withholdUsage;
    }

    @Override
    public void head(HttpClientResponse response) {
        var head = new Head(response.statusCode(), HeaderRules.toCaller(response));
        if (FailedAnswer.failed(response)) {
            rest = new FailedAnswer(response, errors, handler);
        } else if (call.operation().opaque()) {
            rest = new PassedBytes(head, isText(response), call, handler);
        } else if (!streams(response)) {
            rest = dialect instanceof BackendDialect own
                    ? new PassedOwn(head, own, handler, limits.maxBytes())
                    : new PassedWhole(head, dialect, handler, limits);
        } else {
            rest = stream(response, head);
        }
    }

    private AnswerReader stream(HttpClientResponse response, Head head) {
        if (PassedEvents.suits(call, dialect) && Framing.of(response) == Framing.EVENTS) {
            var events = PassedEvents.of(head, dialect, call, withholdUsage, handler);
            if (events != null) {
                return events;
            }
        }
        return dialect.name().equals(CHAT)
                ? new PassedChatStream(head, handler, withholdUsage)
                : new PassedStream(head, dialect, cut(response), call, handler);
    }

    private static boolean isText(HttpClientResponse response) {
        var type = response.getHeader(HttpHeaders.CONTENT_TYPE);
        return Framing.of(response) == Framing.EVENTS || type != null && type.startsWith("application/json");
    }

    /// Whether and where a stream is cut, so that its caller gets whole events only.
    private WholeEvents.Cut cut(HttpClientResponse response) {
        var framing = Framing.of(response);
        if (framing != Framing.EVENTS && !(dialect instanceof BackendDialect)) {
            return WholeEvents.Cut.NONE;
        }
        return switch (framing) {
            case NONE -> WholeEvents.Cut.NONE;
            case EVENTS -> WholeEvents.Cut.EVENTS;
            case LINES -> WholeEvents.Cut.LINES;
            case FRAMES -> WholeEvents.Cut.FRAMES;
        };
    }

    private boolean streams(HttpClientResponse response) {
        return Framing.of(response) != Framing.NONE || call.stream() && call.arrayFraming();
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
}
