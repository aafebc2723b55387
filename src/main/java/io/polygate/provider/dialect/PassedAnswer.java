package io.polygate.provider.dialect;

import io.polygate.model.GatewayError;
import io.polygate.model.Head;
import io.polygate.model.Header;
import io.polygate.provider.AttemptHandler;
import io.polygate.provider.Outcome;
import io.polygate.provider.UpstreamCall;
import io.polygate.provider.http.AnswerReader;
import io.polygate.provider.http.HeaderRules;
import io.polygate.wire.Dialect;
import io.polygate.wire.UpstreamFailure;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
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
        var head = new Head(response.statusCode(), headers(response));
        if (response.statusCode() >= 300) {
            rest = new FailedAnswer(response, errors, handler);
        } else if (call.operation().opaque()) {
            rest = new PassedBytes(head, isText(response), call, handler);
        } else if (!streams(response)) {
            rest = new PassedWhole(head, dialect, handler, limits);
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
                : new PassedStream(head, dialect, call, handler);
    }

    private static boolean isText(HttpClientResponse response) {
        var type = response.getHeader(HttpHeaders.CONTENT_TYPE);
        return Framing.of(response) == Framing.EVENTS || type != null && type.startsWith("application/json");
    }

    /// What reaches the caller is in its own framing, also where the backend's was another.
    private static List<Header> headers(HttpClientResponse response) {
        var headers = HeaderRules.toCaller(response);
        if (Framing.of(response) == Framing.FRAMES) {
            headers.removeIf(header -> header.name().equals("content-type"));
            headers.add(new Header("content-type", "text/event-stream"));
        }
        return headers;
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
