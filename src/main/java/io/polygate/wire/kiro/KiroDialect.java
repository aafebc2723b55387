package io.polygate.wire.kiro;

import io.polygate.model.ChatRequest;
import io.polygate.model.ChatResponse;
import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.StreamEvent;
import io.polygate.wire.BackendDialect;
import io.polygate.wire.EncodedRequest;
import io.polygate.wire.ResponseCollector;
import io.polygate.wire.StreamDecoder;
import io.polygate.wire.Target;
import io.polygate.wire.ToolNameRule;
import io.polygate.wire.UpstreamFailure;
import io.polygate.wire.VendorErrors;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonSyntaxException;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Kiro's `generateAssistantResponse`.
public final class KiroDialect implements BackendDialect {

    public static final String NAME = "kiro";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public EncodedRequest encodeRequest(ChatRequest request, Target target) {
        return new KiroRequests(request, target).encode();
    }

    @Override
    public ToolNameRule toolNames() {
        return ToolNameRule.PLAIN_64;
    }

    /// There are only streams: one that was held whole.
    @Override
    public ChatResponse decodeResponse(Buffer body, Target target) {
        var collector = new ResponseCollector(target.maxEventBytes());
        var decoder = streamDecoder(target, collector);
        decoder.push(body);
        decoder.finish();
        return collector.whole();
    }

    @Override
    public StreamDecoder streamDecoder(Target target, Consumer<StreamEvent> handler) {
        return new KiroStreamDecoder(target, handler);
    }

    /// `{"message", "reason"}`; a month's quota that is used up is 402, a prompt that is too long has a reason.
    @Override
    public GatewayError decodeError(UpstreamFailure failure) {
        var json = parse(failure.body());
        var said = json == null ? null : json.string("message");
        var reason = json == null ? null : json.string("reason");
        var message = said == null || said.isEmpty() ? "the backend answered with status " + failure.status() : said;
        var kind = kind(failure.status(), reason, message);
        if (kind == ErrorKind.UPSTREAM_AUTH) {
            return GatewayError.of(kind, "the backend refused the gateway's credential for it");
        }
        return new GatewayError(kind, failure.status(), message)
                .withVendorWords(null, reason)
                .withRetryAfter(VendorErrors.retryAfter(failure.headers(), Instant.now()));
    }

    private static ErrorKind kind(int status, @Nullable String reason, String message) {
        if ("CONTENT_LENGTH_EXCEEDS_THRESHOLD".equals(reason)) {
            return ErrorKind.CONTEXT_LENGTH;
        }
        if ("MONTHLY_REQUEST_COUNT".equals(reason)) {
            return ErrorKind.PAYMENT_REQUIRED;
        }
        boolean token = message.toLowerCase(java.util.Locale.ROOT).contains("bearer token");
        return status == 403 && token ? ErrorKind.UPSTREAM_AUTH : VendorErrors.kind(status, reason, null, message);
    }

    private static @Nullable Json parse(Buffer body) {
        try {
            var json = Json.parse(body);
            return json.isObject() ? json : null;
        } catch (JsonSyntaxException e) {
            return null;
        }
    }
}
