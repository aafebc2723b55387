package io.polygate.wire.responses;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.wire.UpstreamFailure;
import io.polygate.wire.VendorErrors;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonSyntaxException;
import io.polygate.wire.json.JsonWriter;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Errors: `{"error": {"message", "type", "param", "code"}}` as an answer, `{code, message}` inside a response, flat or
/// nested in an event of a stream.
final class ResponsesErrors {

    private static final List<String> CALLERS_FAULT = List.of("invalid", "unsupported", "image_", "empty_", "policy");

    private ResponsesErrors() {}

    static Buffer encode(GatewayError error, String requestId) {
        var original = error.original();
        if (original != null && original.dialect().equals(ResponsesDialect.NAME)) {
            return Buffer.buffer(original.body());
        }
        var json = new JsonWriter(256).object().name("error");
        object(error, json);
        return json.field("request_id", requestId).endObject().toBuffer();
    }

    /// The object with all four members.
    static void object(GatewayError error, JsonWriter json) {
        json.object().field("message", error.message()).field("type", type(error));
        nullable("param", error.param(), json);
        json.field("code", code(error)).endObject();
    }

    static void nullable(String name, @Nullable String value, JsonWriter json) {
        json.rawField(name, value == null ? "null" : JsonWriter.quote(value));
    }

    private static String type(GatewayError error) {
        return error.type() == null ? error.kind().openAiType() : error.type();
    }

    static String code(GatewayError error) {
        return error.code() == null ? error.kind().code() : error.code();
    }

    /// `error` inside a response that failed; clients decide by these codes whether to come back.
    static void insideResponse(GatewayError error, JsonWriter json) {
        var code =
                switch (error.kind()) {
                    case RATE_LIMITED -> "rate_limit_exceeded";
                    case CONTEXT_LENGTH -> "context_length_exceeded";
                    case PAYMENT_REQUIRED -> "insufficient_quota";
                    case OVERLOADED -> "server_is_overloaded";
                    default -> error.code() == null ? "server_error" : error.code();
                };
        json.object().field("code", code).field("message", error.message()).endObject();
    }

    static GatewayError decode(UpstreamFailure failure) {
        var status = failure.status();
        var retryAfter = VendorErrors.retryAfter(failure.headers(), Instant.now());
        var json = parse(failure.body());
        var error = json == null ? null : find(json);
        if (json == null || error == null) {
            return status == 401 || status == 407
                    ? refusedCredential()
                    : new GatewayError(ErrorKind.ofStatus(status), status, silent(status)).withRetryAfter(retryAfter);
        }
        var told = told(status, error, json);
        if (status == 401 || told.kind() == ErrorKind.UPSTREAM_AUTH) {
            return refusedCredential().withRetryAfter(retryAfter);
        }
        return told.withRetryAfter(retryAfter)
                .withOriginal(new GatewayError.Original(ResponsesDialect.NAME, completed(json, error), List.of()));
    }

    /// An error that a response or an event of status 200 tells.
    static GatewayError decodeInside(Json event) {
        var error = find(event);
        var named = error == null ? null : number(error, "status_code", "status");
        var status = named == null ? guess(error == null ? event : error) : named.intValue();
        var told = told(status, error == null ? event : error, event);
        if (told.kind() == ErrorKind.UPSTREAM_AUTH) {
            return refusedCredential();
        }
        var spoken = VendorErrors.statusInside(named, told.kind());
        return new GatewayError(
                told.kind(), spoken, told.message(), told.type(), told.code(), told.param(), null, null);
    }

    private static GatewayError told(int status, Json error, Json body) {
        var message = error.isString() ? error.asString() : text(error, "message");
        var shown = message == null || message.isEmpty() ? silent(status) : message;
        // xAI: {"code": "…", "error": "a sentence"}
        var code = error.isString() ? text(body, "code") : text(error, "code");
        var type = error.isString() || error == body ? null : text(error, "type");
        var param = error.isString() ? null : text(error, "param");
        return new GatewayError(VendorErrors.kind(status, type, code, shown), status, shown)
                .withVendorWords(type, code)
                .withParam(param);
    }

    /// Our own credential is none of the caller's business.
    private static GatewayError refusedCredential() {
        return GatewayError.of(ErrorKind.UPSTREAM_AUTH, "the backend refused the gateway's credential for it");
    }

    private static String silent(int status) {
        return "the backend answered with status " + status;
    }

    private static @Nullable Json parse(Buffer body) {
        try {
            var json = Json.parse(body);
            return json.isObject() ? json : null;
        } catch (JsonSyntaxException e) {
            return null;
        }
    }

    /// The error object or string of a body or event, flat or nested, or null.
    private static @Nullable Json find(Json json) {
        var error = json.get("error");
        if (error != null && (error.isObject() || error.isString())) {
            return error;
        }
        return json.get("message") != null || json.string("code") != null ? json : null;
    }

    private static int guess(Json error) {
        var words = (text(error, "type") + " " + text(error, "code")).toLowerCase(Locale.ROOT);
        var fault = words.contains("context_length") || CALLERS_FAULT.stream().anyMatch(words::contains);
        return fault ? 400 : 500;
    }

    private static @Nullable Long number(Json error, String name, String other) {
        var value = error.number(name);
        return value == null ? error.number(other) : value;
    }

    /// The vendor's body with what is missing of the four members that clients read.
    private static String completed(Json json, Json error) {
        var out = new JsonWriter(256).object();
        json.members().stream().filter(m -> !m.name().equals("error")).forEach(m -> out.name(m.name())
                .raw(m.value()));
        out.name("error").object();
        if (error.isString()) {
            out.name("message").raw(error);
        } else {
            error.members().forEach(m -> out.name(m.name()).raw(m.value()));
        }
        for (var name : List.of("message", "type", "param", "code")) {
            if (error.isString() ? !name.equals("message") : !error.has(name)) {
                out.name(name).raw(error.isString() && json.has(name) ? String.valueOf(json.raw(name)) : "null");
            }
        }
        return out.endObject().endObject().toString();
    }

    /// A string, or a number as text: vendors write codes both ways.
    private static @Nullable String text(Json error, String name) {
        var value = error.get(name);
        if (value == null) {
            return null;
        }
        return value.isString() ? value.asString() : value.isNumber() ? value.raw() : null;
    }
}
