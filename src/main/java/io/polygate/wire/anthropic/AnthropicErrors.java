package io.polygate.wire.anthropic;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.Header;
import io.polygate.wire.UpstreamFailure;
import io.polygate.wire.VendorErrors;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonSyntaxException;
import io.polygate.wire.json.JsonWriter;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Errors in Anthropic's shape: `{"type": "error", "error": {"type", "message"}, "request_id"}`.
public final class AnthropicErrors {

    /// Anthropic's words; clients act on them.
    private static final Set<String> TYPES = Set.of(
            "invalid_request_error",
            "authentication_error",
            "billing_error",
            "permission_error",
            "not_found_error",
            "conflict_error",
            "request_too_large",
            "rate_limit_error",
            "api_error",
            "timeout_error",
            "overloaded_error");

    private AnthropicErrors() {}

    /// The body of an error answer; a backend's own where it spoke this dialect, for clients act on its words.
    public static Buffer encode(GatewayError error, String requestId) {
        var original = error.original();
        if (original != null && original.dialect().equals(AnthropicDialect.NAME)) {
            return Buffer.buffer(original.body());
        }
        var json = new JsonWriter(256);
        write(json, error, requestId);
        return json.toBuffer();
    }

    static void write(JsonWriter json, GatewayError error, String requestId) {
        json.object().field("type", "error").name("error").object();
        var type = error.type();
        json.field(
                "type",
                type != null && TYPES.contains(type) ? type : error.kind().anthropicType());
        json.field("message", error.message()).endObject();
        json.field("request_id", requestId).endObject();
    }

    /// What a backend's error answer says; its message word for word. A refused credential is ours, not the caller's.
    static GatewayError decode(UpstreamFailure failure) {
        var wait = VendorErrors.retryAfter(failure.headers(), Instant.now());
        var json = parse(failure.body());
        var decoded = json == null
                ? new GatewayError(ErrorKind.ofStatus(failure.status()), failure.status(), unsaid(failure.status()))
                : decode(failure.status(), said(json));
        if (decoded.kind() == ErrorKind.UPSTREAM_AUTH) {
            return refusedCredential().withRetryAfter(wait);
        }
        return json == null
                ? decoded.withRetryAfter(wait)
                : decoded.withRetryAfter(wait)
                        .withOriginal(new GatewayError.Original(
                                AnthropicDialect.NAME, json.raw(), forCaller(failure.headers())));
    }

    /// The headers that clients of Anthropic read on failures.
    private static List<Header> forCaller(Map<String, String> headers) {
        var kept = new ArrayList<Header>();
        headers.forEach((name, value) -> {
            if (name.startsWith("anthropic-ratelimit-") || name.equals("x-should-retry")) {
                kept.add(new Header(name, value));
            }
        });
        return kept;
    }

    /// The error inside a body of status 200 or an event, or null: `{"type": "error", "error": {…}}`, a bare `error`
    /// object or text, whatever an event named `error` holds, MiniMax's `base_resp` with a status other than 0.
    static @Nullable GatewayError inside(Json json, String event) {
        var base = json.object("base_resp");
        var failed = base != null && base.count("status_code") != 0;
        if (!failed && json.get("error") == null && !"error".equals(json.string("type")) && !event.equals("error")) {
            return null;
        }
        var error = base != null && failed ? base : said(json);
        var decoded = decode(0, error);
        var status = VendorErrors.statusInside(number(error), decoded.kind());
        return decoded.kind() == ErrorKind.UPSTREAM_AUTH
                ? refusedCredential()
                : new GatewayError(decoded.kind(), status, decoded.message())
                        .withVendorWords(decoded.type(), decoded.code());
    }

    private static @Nullable Long number(Json error) {
        for (var name : new String[] {"status", "status_code", "code", "http_code"}) {
            var number = error.number(name);
            if (number != null) {
                return number;
            }
        }
        return null;
    }

    private static Json said(Json json) {
        var error = json.get("error");
        return error == null ? json : error;
    }

    private static GatewayError decode(int status, Json error) {
        var type = error.string("type");
        var code = error.string("code");
        var message = message(error);
        var kind = kind(status, type, code, message == null ? "" : message);
        return new GatewayError(
                        kind, status == 0 ? kind.status() : status, message == null ? unsaid(kind.status()) : message)
                .withVendorWords("error".equals(type) ? null : type, code);
    }

    /// In an answer of status 200 the type alone tells the kind.
    private static ErrorKind kind(int status, @Nullable String type, @Nullable String code, String message) {
        if (status != 0) {
            return VendorErrors.kind(status, type, code, message);
        }
        return switch (type == null ? "" : type) {
            case "invalid_request_error" -> VendorErrors.kind(400, type, code, message);
            case "permission_error" -> ErrorKind.PERMISSION_DENIED;
            case "not_found_error" -> ErrorKind.MODEL_NOT_FOUND;
            case "request_too_large" -> ErrorKind.TOO_LARGE;
            case "timeout_error" -> ErrorKind.UPSTREAM_TIMEOUT;
            case "conflict_error" -> ErrorKind.CONFLICT;
            default -> VendorErrors.kind(502, type, code, message);
        };
    }

    private static @Nullable String message(Json error) {
        var text = error.asString();
        for (var name : new String[] {"message", "error", "detail", "msg", "status_msg"}) {
            var value = text == null ? error.get(name) : null;
            if (value != null) {
                text = value.isString() ? value.asString() : value.raw();
            }
        }
        return text == null || text.isEmpty() ? null : text;
    }

    private static String unsaid(int status) {
        return "the backend answered with status " + status;
    }

    private static GatewayError refusedCredential() {
        return GatewayError.of(ErrorKind.UPSTREAM_AUTH, "the backend refused the gateway's credential for it");
    }

    static @Nullable Json parse(Buffer body) {
        try {
            var json = Json.parse(body);
            return json.isObject() ? json : null;
        } catch (JsonSyntaxException e) {
            return null;
        }
    }

    /// An answer of status 200; one that carries an error is that error.
    static Json answer(Buffer body) {
        var json = parse(body);
        if (json == null) {
            throw GatewayError.of(ErrorKind.UPSTREAM_ERROR, "the backend's answer is not a JSON object")
                    .asException();
        }
        var error = inside(json, "");
        if (error != null) {
            throw error.asException();
        }
        return json;
    }
}
