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
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The messages of a request: of its body, its path and its query. A method that takes a stream has one for each line.
final class RequestMessages {

    /// An API key, as Google's clients send it: not refused where the message has no such field.
    private static final String API_KEY = "key";

    private static final Pattern NUMBER = Pattern.compile("0|-?[1-9][0-9]{0,9}");

    private final ProtoJson json;
    private final Bound bound;

    RequestMessages(ProtoJson json, Bound bound) {
        this.json = json;
        this.bound = bound;
    }

    /// One line of a stream, numbered from 1.
    ///
    /// @throws GatewayException with the line and the path in it of what is wrong
    byte[] line(int number, Buffer line, String query) {
        try {
            return one(line, query).toByteArray();
        } catch (GatewayException e) {
            throw inLine(number, e.error());
        }
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
                messages.add(line(number, Buffer.buffer(line), query));
            }
        }
        return messages;
    }

    static GatewayException inLine(int number, GatewayError error) {
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
        ProtoJson.complete(message);
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
            if (saidElsewhere(name, message.getDescriptorForType())) {
                throw invalid(name, name + ": said in the query too (expected: in the path or the body alone)");
            }
            boolean said = !name.equals(API_KEY) || field(message.getDescriptorForType(), name) != null;
            if (!name.isEmpty() && said) {
                set(message, name.split("\\."), 0, equals < 0 ? "" : decoded(pair.substring(equals + 1)), name);
            }
        }
    }

    /// Whether the path says the field, or the body says it or what it is in; by whichever of their names.
    private boolean saidElsewhere(String name, Descriptor type) {
        var path = new StringBuilder();
        var within = type;
        for (var part : name.split("\\.")) {
            var field = within == null ? null : field(within, part);
            if (field == null) {
                return false;
            }
            path.append(path.isEmpty() ? "" : ".").append(field.getName());
            if (path.toString().equals(bound.body()) || bound.variables().containsKey(path.toString())) {
                return true;
            }
            within = field.getJavaType() == JavaType.MESSAGE ? field.getMessageType() : null;
        }
        return false;
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
            message.setField(field, inner.buildPartial());
            return;
        }
        var text = bare(field, value) ? value : JsonWriter.quote(value);
        var list = field.isRepeated() ? "[" + text + "]" : text;
        var holder = DynamicMessage.newBuilder(message.getDescriptorForType());
        try {
            json.read(ProtoJson.parse(Buffer.buffer("{\"" + field.getName() + "\":" + list + "}")), holder, "");
        } catch (GatewayException e) {
            throw invalid(path, path + ": \"" + value + "\" (expected: a value of the field's type)");
        }
        message.mergeFrom(holder.buildPartial());
    }

    /// Whether JSON has it without quotes: a truth value, an enum's number.
    private static boolean bare(FieldDescriptor field, String value) {
        boolean wrapped = field.getJavaType() == JavaType.MESSAGE
                && field.getMessageType().getFullName().equals("google.protobuf.BoolValue");
        return switch (field.getJavaType()) {
            case BOOLEAN -> value.equals("true") || value.equals("false");
            case MESSAGE -> wrapped && (value.equals("true") || value.equals("false"));
            case ENUM -> NUMBER.matcher(value).matches();
            default -> false;
        };
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
