package io.polygate.door.rest;

import io.polygate.bus.Call;
import io.polygate.edge.Credentials;
import io.polygate.edge.EdgeRequest;
import io.polygate.model.BodyOutline;
import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.Operation;
import io.polygate.model.Span;
import io.polygate.model.StoredResponseRequest;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Makes a call of a request. Used on one context.
final class CallReader {

    static final String DOOR = "rest";

    private static final String AZURE = "openai";

    private final RequestOutline outline;
    private final boolean azure;

    /// @param azure whether `openai` in front of a path is Azure's, as in `/openai/v1/…`, and no provider
    CallReader(int maxDepth, boolean azure) {
        this.outline = new RequestOutline(maxDepth);
        this.azure = azure;
    }

    Call read(EdgeRequest request, Shape shape, @Nullable Buffer body, @Nullable GatewayError problem) {
        var reading = reading(request, shape, body, problem);
        return new Call(
                request.id(),
                DOOR,
                shape.dialect(),
                shape.operation(),
                Credentials.of(request),
                request.peer(),
                qualified(request, shape.model() == null ? reading.model() : shape.model()),
                shape.streaming().of(reading.stream()),
                body == null ? Buffer.buffer() : body,
                reading.outline(),
                shape.variant(),
                Credentials.queryWithoutKey(request),
                request.headers(),
                reading.defect(),
                request.startedNanos());
    }

    /// What of a form is known when its call is opened.
    ///
    /// @param first its first bytes
    /// @param span where in it the model is named, null where it is not
    record Form(
            Buffer first, @Nullable String model, @Nullable Span span, boolean stream) {

        static final Form NONE = new Form(Buffer.buffer(), null, null, false);
    }

    Call form(EdgeRequest request, Shape shape, Form form, @Nullable GatewayError problem) {
        return new Call(
                request.id(),
                DOOR,
                shape.dialect(),
                shape.operation(),
                Credentials.of(request),
                request.peer(),
                qualified(request, shape.model() == null ? form.model() : shape.model()),
                form.stream(),
                form.first(),
                new BodyOutline(0, true, form.span(), null, false),
                shape.variant(),
                Credentials.queryWithoutKey(request),
                request.headers(),
                problem,
                request.startedNanos());
    }

    Call bodiless(EdgeRequest request, Shape shape) {
        return bodiless(request, shape.dialect(), shape.operation(), null, shape.variant());
    }

    Call identify(EdgeRequest request) {
        return bodiless(request, "openai", Operation.IDENTIFY, null, null);
    }

    Call listModels(EdgeRequest request) {
        return bodiless(request, listDialect(request), Operation.LIST_MODELS, null, null);
    }

    Call storedResponse(EdgeRequest request, StoredResponseRequest.Action action) {
        var wanted = new StoredResponseRequest(action, request.value("id"));
        return bodiless(request, "responses", Operation.STORED_RESPONSE, null, wanted.toString());
    }

    /// A name may hold slashes (`provider/model`), plain or encoded.
    Call getModel(EdgeRequest request) {
        var name = qualified(request, GeminiPath.modelPart(request.path()));
        return bodiless(request, listDialect(request), Operation.GET_MODEL, name, null);
    }

    private static Call bodiless(
            EdgeRequest request,
            String dialect,
            Operation operation,
            @Nullable String model,
            @Nullable String variant) {
        return new Call(
                request.id(),
                DOOR,
                dialect,
                operation,
                Credentials.of(request),
                request.peer(),
                model,
                false,
                Buffer.buffer(),
                BodyOutline.NONE,
                variant,
                Credentials.queryWithoutKey(request),
                request.headers(),
                null,
                request.startedNanos());
    }

    /// `/v1/models` is a path of several vendors: the caller's headers tell whose shape it expects.
    private static String listDialect(EdgeRequest request) {
        if (request.header("anthropic-version") != null) {
            return "anthropic";
        }
        boolean gemini = request.path().contains("/v1beta/") || request.header("x-goog-api-key") != null;
        return gemini || request.parameter("key") != null ? "gemini" : "openai";
    }

    /// A path below `/{provider}` means that provider's model of the name.
    private @Nullable String qualified(EdgeRequest request, @Nullable String model) {
        var provider = provider(request);
        return provider.isEmpty() || model == null || model.startsWith(provider + "/") ? model : provider + "/" + model;
    }

    /// The provider that a path is below; empty where it is below none.
    String provider(EdgeRequest request) {
        var named = request.value("provider");
        return azure && named.equals(AZURE) ? "" : named;
    }

    private RequestOutline.Reading reading(
            EdgeRequest request, Shape shape, @Nullable Buffer body, @Nullable GatewayError problem) {
        if (problem != null || body == null) {
            var defect = problem == null ? GatewayError.of(ErrorKind.BAD_REQUEST, "the body is missing") : problem;
            return RequestOutline.Reading.wrong(defect);
        }
        var type = request.header(HttpHeaders.CONTENT_TYPE);
        if (type != null && !shape.anyMedia() && !isJson(type)) {
            var message = "the content-type is not JSON (expected: application/json)";
            return RequestOutline.Reading.wrong(GatewayError.of(ErrorKind.UNSUPPORTED_MEDIA_TYPE, message));
        }
        return outline.read(body, new RequestOutline.Naming(shape.namedInBody(), shape.otherwise()));
    }

    private static boolean isJson(String type) {
        if (type.equals("application/json")) {
            return true;
        }
        var media = type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return media.equals("application/json") || media.endsWith("+json");
    }
}
