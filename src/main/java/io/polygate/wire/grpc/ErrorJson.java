package io.polygate.wire.grpc;

import com.google.protobuf.Any;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.ExtensionRegistry;
import com.google.rpc.ErrorDetailsProto;
import com.google.rpc.Status;
import io.polygate.model.GatewayError;
import io.polygate.model.GatewayException;
import io.polygate.wire.json.JsonWriter;
import io.polygate.wire.protojson.ProtoJson;
import io.vertx.core.buffer.Buffer;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// A status as Google's APIs tell it over HTTP: `{"error": {"code", "status", "message", "details"}}`.
public final class ErrorJson {

    private static final ProtoJson TYPES = new ProtoJson(ErrorJson::detailType, ExtensionRegistry.getEmptyRegistry());

    private ErrorJson() {}

    /// One of Google's usual details.
    public static @Nullable Descriptor detailType(String name) {
        return name.startsWith("google.rpc.")
                ? ErrorDetailsProto.getDescriptor().findMessageTypeByName(name.substring("google.rpc.".length()))
                : null;
    }

    public static Buffer write(GrpcStatus status) {
        return write(status, status.code().http());
    }

    /// What HTTP itself has against a request, under the status of HTTP's that it is answered with.
    public static Buffer refusal(GatewayError error, String requestId) {
        return write(GrpcStatus.of(error, requestId), error.status());
    }

    private static Buffer write(GrpcStatus status, int http) {
        var json = new JsonWriter().object().name("error").object();
        json.field("code", (long) http);
        json.field("status", status.code().name());
        json.field("message", status.message());
        var told = status.details();
        json.name("details").raw(told == null ? details(status.proto(), TYPES) : told);
        return json.endObject().endObject().toBuffer();
    }

    /// A status' details as an array.
    static String details(Status status, ProtoJson types) {
        var json = new JsonWriter().array();
        status.getDetailsList().forEach(detail -> json.raw(detail(detail, types)));
        return json.endArray().toBuffer().toString();
    }

    /// A detail of a type that nobody knows here is told with its bytes.
    private static String detail(Any detail, ProtoJson types) {
        try {
            return types.write(detail).toString();
        } catch (GatewayException e) {
            return new JsonWriter()
                    .object()
                    .field("@type", detail.getTypeUrl())
                    .field(
                            "value",
                            Base64.getEncoder().encodeToString(detail.getValue().toByteArray()))
                    .endObject()
                    .toString();
        }
    }
}
