package io.polygate.provider.grpc;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.GatewayException;
import io.polygate.provider.grpc.MethodCatalog.Bound;
import io.polygate.wire.json.JsonWriter;
import io.polygate.wire.protojson.ProtoJson;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The messages of a request: of its body, its path and its query. A method that takes a stream has one for each line.
final class RequestMessages {

    /// What is no field: the caller's key.
    private static final Set<String> OURS = Set.of("key");

    private final ProtoJson json;
    private final Bound bound;

    RequestMessages(ProtoJson json, Bound bound) {
        this.json = json;
        this.bound = bound;
    }

    /// @throws GatewayException with the path of what is wrong
    List<byte[]> read(Buffer body, String query) {
        if (!bound.method().isClientStreaming()) {
            return List.of(one(body, query).toByteArray());
        }
        var messages = new ArrayList<byte[]>();
        int number = 0;
        for (var line : body.toString().split("\n")) {
            number++;
            if (!line.isBlank()) {
                try {
                    messages.add(one(Buffer.buffer(line), query).toByteArray());
                } catch (GatewayException e) {
                    throw e.error().kind() == ErrorKind.BAD_JSON ? e : inLine(number, e.error());
                }
            }
        }
        return messages;
    }

    private static GatewayException inLine(int number, GatewayError error) {
        var at = "line " + number;
        var path = error.param() == null || error.param().isEmpty() ? at : at + ": " + error.param();
        return GatewayError.field(error.kind(), path, at + ": " + error.message())
                .asException();
    }

    private Message one(Buffer body, String query) {
        var type = bound.method().getInputType();
        var message = DynamicMessage.newBuilder(type);
        if (bound.body().equals("*")) {
            json.read(body, message);
        } else if (!bound.body().isEmpty()) {
            wrapped(type, body, message);
        } else if (!body.toString().isBlank()) {
            throw invalid("", "the method takes no body at this path");
        }
        bound.variables().forEach((field, value) -> set(message, field.split("\\."), 0, value, field));
        if (!bound.body().equals("*")) {
            query(query, message);
        }
        return message.build();
    }

    private void wrapped(Descriptor type, Buffer body, DynamicMessage.Builder message) {
        var field = type.findFieldByName(bound.body());
        if (field != null && !body.toString().isBlank()) {
            var whole = new JsonWriter()
                    .object()
                    .name(field.getJsonName())
                    .raw(ProtoJson.parse(body))
                    .endObject();
            json.read(whole.toBuffer(), message);
        }
    }

    private void query(String query, DynamicMessage.Builder message) {
        if (query.isEmpty()) {
            return;
        }
        for (var pair : query.split("&")) {
            int equals = pair.indexOf('=');
            var name = decoded(equals < 0 ? pair : pair.substring(0, equals));
            if (!name.isEmpty() && !OURS.contains(name)) {
                set(message, name.split("\\."), 0, equals < 0 ? "" : decoded(pair.substring(equals + 1)), name);
            }
        }
    }

    private static String decoded(String text) {
        return PathTemplate.decoded(text.replace("+", "%20"));
    }

    private void set(Message.Builder message, String[] names, int at, String value, String path) {
        var field = field(message.getDescriptorForType(), names[at]);
        if (field == null) {
            throw invalid(path, path + ": unknown field");
        }
        if (at < names.length - 1) {
            if (field.getJavaType() != JavaType.MESSAGE || field.isRepeated()) {
                throw invalid(path, path + ": not a field of a message");
            }
            var inner = ((Message) message.getField(field)).toBuilder();
            set(inner, names, at + 1, value, path);
            message.setField(field, inner.build());
            return;
        }
        var text = field.getJavaType() == JavaType.BOOLEAN && (value.equals("true") || value.equals("false"))
                ? value
                : JsonWriter.quote(value);
        var list = field.isRepeated() ? "[" + text + "]" : text;
        var holder = DynamicMessage.newBuilder(message.getDescriptorForType());
        try {
            json.read(ProtoJson.parse(Buffer.buffer("{\"" + field.getName() + "\":" + list + "}")), holder, "");
        } catch (GatewayException e) {
            throw invalid(path, path + ": \"" + value + "\" (expected: a value of the field's type)");
        }
        message.mergeFrom(holder.build());
    }

    private static @Nullable FieldDescriptor field(Descriptor type, String name) {
        for (var field : type.getFields()) {
            if (field.getName().equals(name) || field.getJsonName().equals(name)) {
                return field;
            }
        }
        return null;
    }

    private static GatewayException invalid(String path, String message) {
        return GatewayError.field(ErrorKind.INVALID_FIELD, path, message).asException();
    }
}
