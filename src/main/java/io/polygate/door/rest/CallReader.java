package io.polygate.door.rest;

import io.polygate.bus.Call;
import io.polygate.edge.EdgeRequest;
import io.polygate.model.BodyOutline;
import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.Operation;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Makes a call of a request.
final class CallReader {

    static final String DOOR = "rest";
    static final String DIALECT = "openai";

    private CallReader() {}

    static Call read(
            EdgeRequest request,
            Operation operation,
            @Nullable Buffer body,
            @Nullable GatewayError problem,
            RequestOutline outline) {
        var reading = reading(request, body, problem, outline);
        var bytes = body == null ? Buffer.buffer() : body;
        return new Call(
                request.id(),
                DOOR,
                DIALECT,
                operation,
                key(request),
                request.peer(),
                reading.model(),
                reading.stream(),
                bytes,
                reading.outline(),
                request.headers(),
                reading.defect(),
                request.startedNanos());
    }

    static Call listModels(EdgeRequest request) {
        return bodiless(request, Operation.LIST_MODELS, null);
    }

    /// A name may hold slashes (`provider/model`), plain or encoded.
    static Call getModel(EdgeRequest request) {
        var path = request.path();
        var name = path.substring(path.indexOf("/v1/models/") + "/v1/models/".length());
        return bodiless(request, Operation.GET_MODEL, decoded(name));
    }

    private static String decoded(String name) {
        try {
            return URLDecoder.decode(name.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return name;
        }
    }

    private static Call bodiless(EdgeRequest request, Operation operation, @Nullable String model) {
        return new Call(
                request.id(),
                DOOR,
                DIALECT,
                operation,
                key(request),
                request.peer(),
                model,
                false,
                Buffer.buffer(),
                BodyOutline.NONE,
                request.headers(),
                null,
                request.startedNanos());
    }

    private static RequestOutline.Reading reading(
            EdgeRequest request, @Nullable Buffer body, @Nullable GatewayError problem, RequestOutline outline) {
        if (problem != null || body == null) {
            var defect = problem == null ? GatewayError.of(ErrorKind.BAD_REQUEST, "the body is missing") : problem;
            return RequestOutline.Reading.wrong(defect);
        }
        var type = request.header(HttpHeaders.CONTENT_TYPE);
        if (type != null && !isJson(type)) {
            var message = "the content-type is not JSON (expected: application/json)";
            return RequestOutline.Reading.wrong(GatewayError.of(ErrorKind.UNSUPPORTED_MEDIA_TYPE, message));
        }
        return outline.read(body);
    }

    private static boolean isJson(String type) {
        if (type.equals("application/json")) {
            return true;
        }
        var media = type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return media.equals("application/json") || media.endsWith("+json");
    }

    /// The caller's key in any of the forms that clients send it.
    private static @Nullable String key(EdgeRequest request) {
        var authorization = request.header(HttpHeaders.AUTHORIZATION);
        if (authorization != null && authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
            return authorization.substring(7).strip();
        }
        var key = request.header("x-api-key");
        return key == null ? request.header("api-key") : key;
    }
}
