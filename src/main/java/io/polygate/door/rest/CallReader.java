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

    private final RequestOutline outline;

    CallReader(int maxDepth) {
        this.outline = new RequestOutline(maxDepth);
    }

    /// What a path says of its calls.
    ///
    /// @param model the model's name, where the path has it instead of the body
    /// @param variant the method, where a dialect has several for one operation
    /// @param stream whether the answer is streamed, where the path says so instead of the body
    /// @param otherwise the model that is meant where neither names one, or null where one must
    record Shape(
            String dialect,
            Operation operation,
            @Nullable String model,
            @Nullable String variant,
            boolean stream,
            @Nullable String otherwise) {

        Shape(String dialect, Operation operation, @Nullable String model, @Nullable String variant, boolean stream) {
            this(dialect, operation, model, variant, stream, null);
        }

        /// A path of OpenAI's whose body says the rest.
        static Shape of(Operation operation, @Nullable String otherwise) {
            return new Shape("openai", operation, null, null, false, otherwise);
        }
    }

    Call read(EdgeRequest request, Shape shape, @Nullable Buffer body, @Nullable GatewayError problem) {
        var reading = reading(request, shape, body, problem);
        boolean inPath = shape.model() != null;
        return new Call(
                request.id(),
                DOOR,
                shape.dialect(),
                shape.operation(),
                Credentials.of(request),
                request.peer(),
                qualified(request, inPath ? shape.model() : reading.model()),
                inPath ? shape.stream() : reading.stream(),
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
                qualified(request, form.model()),
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
    private static @Nullable String qualified(EdgeRequest request, @Nullable String model) {
        var provider = request.value("provider");
        return provider.isEmpty() || model == null || model.startsWith(provider + "/") ? model : provider + "/" + model;
    }

    private RequestOutline.Reading reading(
            EdgeRequest request, Shape shape, @Nullable Buffer body, @Nullable GatewayError problem) {
        if (problem != null || body == null) {
            var defect = problem == null ? GatewayError.of(ErrorKind.BAD_REQUEST, "the body is missing") : problem;
            return RequestOutline.Reading.wrong(defect);
        }
        var type = request.header(HttpHeaders.CONTENT_TYPE);
        if (type != null && !isJson(type)) {
            var message = "the content-type is not JSON (expected: application/json)";
            return RequestOutline.Reading.wrong(GatewayError.of(ErrorKind.UNSUPPORTED_MEDIA_TYPE, message));
        }
        boolean named = shape.model() == null && shape.operation() != Operation.FILES;
        return outline.read(body, new RequestOutline.Naming(named, shape.otherwise()));
    }

    private static boolean isJson(String type) {
        if (type.equals("application/json")) {
            return true;
        }
        var media = type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return media.equals("application/json") || media.endsWith("+json");
    }
}
