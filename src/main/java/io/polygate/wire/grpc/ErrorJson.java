package io.polygate.wire.grpc;

import com.google.protobuf.Any;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.rpc.ErrorDetailsProto;
import io.polygate.model.GatewayException;
import io.polygate.wire.json.JsonWriter;
import io.polygate.wire.protojson.ProtoJson;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/// A status as Google's APIs tell it over HTTP: `{"error": {"code", "status", "message", "details"}}`.
public final class ErrorJson {

    private static final ProtoJson TYPES = new ProtoJson(ErrorJson::detailType);

    private ErrorJson() {}

    /// One of Google's usual details.
    public static @Nullable Descriptor detailType(String name) {
        return name.startsWith("google.rpc.")
                ? ErrorDetailsProto.getDescriptor().findMessageTypeByName(name.substring("google.rpc.".length()))
                : null;
    }

    public static Buffer write(GrpcStatus status) {
        var json = new JsonWriter().object().name("error").object();
        json.field("code", (long) status.code().http());
        json.field("status", status.code().name());
        json.field("message", status.message());
        json.name("details").array();
        var details = new ArrayList<String>();
        status.proto().getDetailsList().forEach(detail -> details.add(detail(detail)));
        details.forEach(json::raw);
        return json.endArray().endObject().endObject().toBuffer();
    }

    /// A detail of a type that is known here, else only its type.
    private static String detail(Any detail) {
        try {
            return TYPES.write(detail).toString();
        } catch (GatewayException e) {
            return new JsonWriter()
                    .object()
                    .field("@type", detail.getTypeUrl())
                    .endObject()
                    .toString();
        }
    }
}
