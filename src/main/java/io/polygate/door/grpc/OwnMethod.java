package io.polygate.door.grpc;

import io.polygate.model.GatewayError;
import io.polygate.model.Operation;
import io.vertx.core.http.HttpMethod;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The methods of `polygate.v1`: what each asks of the pipeline, and the path that its `google.api.http` annotation
/// gives it. A table, so that a start need not read descriptors; a test holds it against them.
enum OwnMethod {
    COMPLETE("ChatService/Complete", Operation.CHAT, false, false, "/v1/chat:complete"),
    STREAM("ChatService/Stream", Operation.CHAT, false, true, "/v1/chat:stream"),
    CONVERSE("ChatService/Converse", Operation.CHAT, true, true, "/v1/chat:converse"),
    EMBED("EmbeddingService/Embed", Operation.EMBEDDING, false, false, "/v1/embeddings:embed"),
    LIST_MODELS("ModelService/ListModels", Operation.LIST_MODELS, false, false, "/v1/models:list"),
    GET_MODEL("ModelService/GetModel", Operation.GET_MODEL, false, false, "/v1/models:get");

    static final String PACKAGE = "polygate.v1.";

    private static final Map<String, OwnMethod> BY_PATH =
            Stream.of(values()).collect(Collectors.toMap(m -> "/" + m.fullName, Function.identity()));
    private static final Set<String> HTTP_PATHS =
            Stream.of(values()).map(OwnMethod::httpPath).collect(Collectors.toUnmodifiableSet());

    private final String fullName;
    private final Operation operation;
    private final boolean clientStreaming;
    private final boolean serverStreaming;
    private final String httpPath;

    OwnMethod(String name, Operation operation, boolean clientStreaming, boolean serverStreaming, String httpPath) {
        this.fullName = PACKAGE + name;
        this.operation = operation;
        this.clientStreaming = clientStreaming;
        this.serverStreaming = serverStreaming;
        this.httpPath = httpPath;
    }

    /// @param path `/package.Service/Method`
    static @Nullable OwnMethod of(String path) {
        return BY_PATH.get(path);
    }

    /// Whether a method is there, by its name or its annotation.
    static boolean isPath(String path) {
        return BY_PATH.containsKey(path) || HTTP_PATHS.contains(path);
    }

    /// An error as it is said of this method's own fields: routing knows a model's name as `model`.
    static GatewayError inWords(Operation operation, GatewayError error) {
        boolean name = operation == Operation.GET_MODEL && "model".equals(error.param());
        return name ? error.withParam("name") : error;
    }

    /// `package.Service/Method`.
    String fullName() {
        return fullName;
    }

    Operation operation() {
        return operation;
    }

    boolean clientStreaming() {
        return clientStreaming;
    }

    boolean serverStreaming() {
        return serverStreaming;
    }

    String httpPath() {
        return httpPath;
    }

    HttpMethod httpMethod() {
        return operation == Operation.LIST_MODELS || operation == Operation.GET_MODEL
                ? HttpMethod.GET
                : HttpMethod.POST;
    }
}
