package io.polygate.door.graphql;

import graphql.ErrorType;
import graphql.ExecutionResult;
import graphql.GraphQLError;
import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.wire.json.Bytes;
import io.polygate.wire.json.JsonWriter;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.regex.Pattern;

/// Results and errors as JSON. An error has `extensions.code` of the error table and `extensions.requestId`, and names
/// nothing of the inside.
public final class Answers {

    /// The words of GraphQL's own errors for the values that a client sent.
    private static final Pattern LIST = Pattern.compile("'(?:ArrayList|List|ImmutableCollections\\S*)'");

    private static final Pattern OBJECT = Pattern.compile("'(?:LinkedHashMap|HashMap|Map)'");
    private static final Pattern NUMBER =
            Pattern.compile("'(?:Integer|Long|Double|BigInteger|BigDecimal|WrittenNumber)'");
    private static final String NOT_FOUND = "PersistedQueryNotFound";

    private Answers() {}

    static Bytes result(ExecutionResult result, String requestId) {
        var writer = new JsonWriter();
        write(writer, result, requestId);
        return bytes(writer);
    }

    static void write(JsonWriter writer, ExecutionResult result, String requestId) {
        writer.object();
        if (!result.getErrors().isEmpty()) {
            writer.name("errors");
            errors(writer, result.getErrors(), requestId);
        }
        if (result.isDataPresent()) {
            JsonValues.write(writer.name("data"), result.getData());
        }
        writer.endObject();
    }

    static void errors(JsonWriter writer, List<GraphQLError> errors, String requestId) {
        writer.array();
        errors.forEach(error -> error(writer, error, requestId));
        writer.endArray();
    }

    /// `{"errors": […]}` with the one error.
    public static Buffer refusal(GatewayError error, String requestId) {
        var writer = new JsonWriter();
        writer.object().name("errors");
        errors(writer, List.of(new Refusal(error)), requestId);
        return bytes(writer.endObject()).toBuffer();
    }

    private static Bytes bytes(JsonWriter writer) {
        return Bytes.of(writer.toBuffer());
    }

    private static void error(JsonWriter writer, GraphQLError error, String requestId) {
        var known = gatewayError(error);
        writer.object().field("message", known.message());
        var locations = error.getLocations();
        if (locations != null && !locations.isEmpty()) {
            writer.name("locations").array();
            locations.forEach(at -> writer.object()
                    .field("line", at.getLine())
                    .field("column", at.getColumn())
                    .endObject());
            writer.endArray();
        }
        if (error.getPath() != null) {
            JsonValues.write(writer.name("path"), error.getPath());
        }
        writer.name("extensions").object();
        var code = known.message().equals(NOT_FOUND)
                ? "PERSISTED_QUERY_NOT_FOUND"
                : known.kind().code();
        writer.field("code", code).field("requestId", requestId).field("param", known.param());
        var retryAfter = known.retryAfterSeconds();
        if (retryAfter != null) {
            writer.name("retryAfter").raw(retryAfter);
        }
        writer.endObject().endObject();
    }

    private static GatewayError gatewayError(GraphQLError error) {
        if (error instanceof Refusal refusal) {
            return refusal.error();
        }
        if (error.getErrorType() == ErrorType.DataFetchingException) {
            return GatewayError.of(ErrorKind.INTERNAL, "the gateway failed on this field");
        }
        var message = error.getMessage() == null ? "the request is not valid" : error.getMessage();
        message = LIST.matcher(message).replaceAll("list");
        message = OBJECT.matcher(message).replaceAll("object");
        return GatewayError.of(ErrorKind.BAD_REQUEST, NUMBER.matcher(message).replaceAll("number"));
    }

    /// The client must send the query itself, with the hash to keep it by.
    static GatewayError notKept() {
        return GatewayError.of(ErrorKind.BAD_REQUEST, NOT_FOUND);
    }
}
