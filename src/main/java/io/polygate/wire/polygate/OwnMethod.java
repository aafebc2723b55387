package io.polygate.wire.polygate;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.Operation;
import io.polygate.wire.json.Bytes;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The methods of `polygate.v1`: what each asks of the pipeline, and the path that its `google.api.http` annotation
/// gives it. A table, so that a start need not read descriptors; a test holds it against them.
public enum OwnMethod {
    COMPLETE("ChatService/Complete", Operation.CHAT, false, false, "/v1/chat:complete"),
    STREAM("ChatService/Stream", Operation.CHAT, false, true, "/v1/chat:stream"),
    CONVERSE("ChatService/Converse", Operation.CHAT, true, true, "/v1/chat:converse"),
    EMBED("EmbeddingService/Embed", Operation.EMBEDDING, false, false, "/v1/embeddings:embed"),
    LIST_MODELS("ModelService/ListModels", Operation.LIST_MODELS, false, false, "/v1/models:list"),
    GET_MODEL("ModelService/GetModel", Operation.GET_MODEL, false, false, "/v1/models:get");

    public static final String PACKAGE = "polygate.v1.";

    /// Of every request of ours field 1 is the model's name.
    private static final int MODEL = 1;

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
    public static @Nullable OwnMethod of(String path) {
        return BY_PATH.get(path);
    }

    /// Whether a method is there, by its name or its annotation.
    public static boolean isPath(String path) {
        return BY_PATH.containsKey(path) || HTTP_PATHS.contains(path);
    }

    /// The model that a request asks for; null of a method that asks for none.
    ///
    /// @param message in protobuf
    /// @throws io.polygate.model.GatewayException where it names none, or is no message
    public @Nullable String model(Buffer message) {
        if (this == LIST_MODELS) {
            return null;
        }
        var model = "";
        try {
            var bytes = Bytes.of(message);
            var input = CodedInputStream.newInstance(bytes.array(), bytes.from(), bytes.length());
            for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
                boolean text = WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
                if (WireFormat.getTagFieldNumber(tag) == MODEL && text) {
                    model = input.readStringRequireUtf8();
                } else {
                    input.skipField(tag);
                }
            }
        } catch (IOException e) {
            throw GatewayError.of(ErrorKind.BAD_REQUEST, "the message is not valid protobuf for " + fullName)
                    .asException();
        }
        if (model.isEmpty()) {
            var field = this == GET_MODEL ? "name" : "model";
            throw GatewayError.field(ErrorKind.MISSING_FIELD, field, field + " is missing (expected: a model's name)")
                    .asException();
        }
        return model;
    }

    /// An error as it is said of this method's own fields: routing knows a model's name as `model`.
    public static GatewayError inWords(Operation operation, GatewayError error) {
        boolean name = operation == Operation.GET_MODEL && "model".equals(error.param());
        return name ? error.withParam("name") : error;
    }

    /// `package.Service/Method`.
    public String fullName() {
        return fullName;
    }

    public Operation operation() {
        return operation;
    }

    public boolean clientStreaming() {
        return clientStreaming;
    }

    public boolean serverStreaming() {
        return serverStreaming;
    }

    public String httpPath() {
        return httpPath;
    }

    /// Whether its path is asked with GET.
    public boolean reads() {
        return operation == Operation.LIST_MODELS || operation == Operation.GET_MODEL;
    }
}
