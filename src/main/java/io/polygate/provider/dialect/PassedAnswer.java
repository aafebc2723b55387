package io.polygate.provider.dialect;

import io.polygate.model.GatewayError;
import io.polygate.model.Head;
import io.polygate.provider.AttemptHandler;
import io.polygate.provider.Outcome;
import io.polygate.provider.UpstreamCall;
import io.polygate.provider.http.AnswerReader;
import io.polygate.provider.http.HeaderRules;
import io.polygate.wire.Dialect;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/// An answer in the caller's own dialect: tells a stream from a whole answer by the head, and reads on accordingly.
final class PassedAnswer implements AnswerReader {

    private static final String CHAT = "openai";

    private final AttemptHandler handler;
    private final UpstreamCall call;
    private final Dialect dialect;
    private final PassedWhole.Limits limits;
    private final boolean withholdUsage;
    private @Nullable AnswerReader rest;

    PassedAnswer(
            AttemptHandler handler,
            UpstreamCall call,
            Dialect dialect,
            PassedWhole.Limits limits,
            boolean withholdUsage) {
        this.handler = handler;
        this.call = call;
        this.dialect = dialect;
        this.limits = limits;
        this.withholdUsage = withholdUsage;
    }

    @Override
    public void head(HttpClientResponse response) {
        var head = new Head(response.statusCode(), HeaderRules.toCaller(response));
        if (response.statusCode() >= 300) {
            rest = new FailedAnswer(response, dialect, handler);
        } else if (call.operation().opaque()) {
            rest = new PassedBytes(head, isText(response), handler);
        } else if (!streams(response)) {
            rest = new PassedWhole(head, dialect, handler, limits);
        } else if (dialect.name().equals(CHAT)) {
            rest = new PassedChatStream(head, handler, withholdUsage);
        } else {
            rest = new PassedStream(head, dialect, call, handler);
        }
    }

    private static boolean isText(HttpClientResponse response) {
        var type = response.getHeader(HttpHeaders.CONTENT_TYPE);
        return Backend.streams(type) || type != null && type.startsWith("application/json");
    }

    private boolean streams(HttpClientResponse response) {
        var type = response.getHeader(HttpHeaders.CONTENT_TYPE);
        return Backend.streams(type) || call.stream() && call.arrayFraming();
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
