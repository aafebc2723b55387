package io.polygate.wire.bedrock;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.wire.UpstreamFailure;
import io.polygate.wire.VendorErrors;
import io.polygate.wire.json.Bytes;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonSyntaxException;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Errors of AWS: `{"message"}` with the kind in `x-amzn-errortype`, or an exception inside a stream.
public final class BedrockErrors {

    private BedrockErrors() {}

    public static GatewayError decode(UpstreamFailure failure) {
        var json = parse(Bytes.of(failure.body()));
        var type = failure.headers().get("x-amzn-errortype");
        var name = type == null ? json == null ? "" : orEmpty(json.string("__type")) : type;
        return of(name, message(json), failure.status())
                .withRetryAfter(VendorErrors.retryAfter(failure.headers(), Instant.now()));
    }

    /// An exception inside a stream, by its name and its payload.
    public static GatewayError inStream(String name, Bytes payload, String otherwise) {
        var message = message(parse(payload));
        return of(name, message.isEmpty() ? otherwise : message, 0);
    }

    private static GatewayError of(String name, String message, int status) {
        var plain = plain(name);
        var kind = kind(plain, message, status);
        if (kind == ErrorKind.UPSTREAM_AUTH) {
            return GatewayError.of(kind, "the backend refused the gateway's credential for it");
        }
        var shown = message.isEmpty()
                ? "the backend answered with " + (plain.isEmpty() ? "status " + status : plain)
                : message;
        return new GatewayError(kind, status == 0 ? kind.status() : status, shown)
                .withVendorWords(null, plain.isEmpty() ? null : plain);
    }

    /// `ValidationException:http://…` and `com.amazon.coral#ValidationException` without what stands around.
    private static String plain(String name) {
        var text = name.substring(name.indexOf('#') + 1);
        int colon = text.indexOf(':');
        return (colon < 0 ? text : text.substring(0, colon)).replaceAll("[^A-Za-z0-9_]", "");
    }

    private static ErrorKind kind(String name, String message, int status) {
        var said = message.toLowerCase(Locale.ROOT);
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "unrecognizedclientexception",
                    "invalidsignatureexception",
                    "expiredtokenexception",
                    "expiredtoken",
                    "incompletesignature",
                    "incompletesignatureexception",
                    "missingauthenticationtokenexception",
                    "invalidclienttokenid" -> ErrorKind.UPSTREAM_AUTH;
            case "accessdeniedexception" -> ErrorKind.PERMISSION_DENIED;
            case "throttlingexception", "toomanyrequestsexception", "servicequotaexceededexception" ->
                ErrorKind.RATE_LIMITED;
            case "serviceunavailableexception", "modelnotreadyexception" -> ErrorKind.OVERLOADED;
            case "modeltimeoutexception" -> ErrorKind.UPSTREAM_TIMEOUT;
            case "internalserverexception", "modelstreamerrorexception", "modelerrorexception" ->
                ErrorKind.UPSTREAM_ERROR;
            case "resourcenotfoundexception" -> ErrorKind.MODEL_NOT_FOUND;
            case "validationexception", "" -> validation(said, message, status);
            default -> VendorErrors.kind(status == 0 ? 502 : status, name, null, message);
        };
    }

    private static ErrorKind validation(String said, String message, int status) {
        if (said.contains("model identifier is invalid")) {
            return ErrorKind.MODEL_NOT_FOUND;
        }
        if (said.contains("input is too long") || said.contains("too many input tokens")) {
            return ErrorKind.CONTEXT_LENGTH;
        }
        return VendorErrors.kind(status == 0 ? 400 : status, null, null, message);
    }

    private static String message(@Nullable Json json) {
        if (json == null) {
            return "";
        }
        var lower = json.string("message");
        return lower == null ? orEmpty(json.string("Message")) : lower;
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static @Nullable Json parse(Bytes body) {
        try {
            var json = Json.parse(body.array(), body.from(), body.to(), Json.MAX_DEPTH);
            return json.isObject() ? json : null;
        } catch (JsonSyntaxException e) {
            return null;
        }
    }
}
