package io.polygate.wire.bedrock;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.Header;
import io.polygate.wire.Answers;
import io.polygate.wire.UpstreamFailure;
import io.polygate.wire.VendorErrors;
import io.polygate.wire.eventstream.FrameWriter;
import io.polygate.wire.json.Bytes;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonSyntaxException;
import io.polygate.wire.json.JsonWriter;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Errors of AWS: `{"message"}` with the kind in `x-amzn-errortype`, or an exception inside a stream.
public final class BedrockErrors {

    private static final String TYPE = "x-amzn-errortype";

    private BedrockErrors() {}

    public static GatewayError decode(UpstreamFailure failure) {
        var json = parse(Bytes.of(failure.body()));
        var type = failure.headers().get(TYPE);
        var name = type == null ? json == null ? "" : orEmpty(json.string("__type")) : type;
        var error = of(name, message(json), failure.status())
                .withRetryAfter(VendorErrors.retryAfter(failure.headers(), Instant.now()));
        return Answers.original(error, BedrockDialect.NAME, failure.body());
    }

    /// The body of an error answer; a backend's own as it was.
    static Buffer encode(GatewayError error) {
        var original = Answers.original(error, BedrockDialect.NAME);
        return original == null ? message(error) : original;
    }

    private static Buffer message(GatewayError error) {
        return new JsonWriter(256)
                .object()
                .field("message", error.message())
                .endObject()
                .toBuffer();
    }

    /// AWS's clients know an error by its header.
    static List<Header> headers(GatewayError error) {
        return Answers.original(error, BedrockDialect.NAME) == null
                ? List.of(new Header(TYPE, exception(error)))
                : List.of();
    }

    /// The last frame of a stream that failed.
    static Buffer frame(GatewayError error) {
        var name = exception(error);
        return FrameWriter.exception(Character.toLowerCase(name.charAt(0)) + name.substring(1), message(error));
    }

    /// The exception that clients know the error by: the backend's own, which it can have said in a stream.
    private static String exception(GatewayError error) {
        var said = error.code();
        if (said != null && said.endsWith("Exception")) {
            return Character.toUpperCase(said.charAt(0)) + said.substring(1);
        }
        return switch (error.status()) {
            case 401, 403 -> "AccessDeniedException";
            case 404 -> "ResourceNotFoundException";
            case 408, 504 -> "ModelTimeoutException";
            case 429 -> "ThrottlingException";
            case 503 -> "ServiceUnavailableException";
            default -> error.status() < 500 ? "ValidationException" : "InternalServerException";
        };
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
