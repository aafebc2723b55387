package io.polygate.wire.protojson;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.ExtensionRegistry;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.MessageOrBuilder;
import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonSyntaxException;
import io.polygate.wire.json.JsonWriter;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Messages to JSON and back.
///
/// Safe from every thread. What it learned of a message's fields is kept as long as it is.
public final class ProtoJson {

    /// For messages that hold no Any of types of their own.
    public static final ProtoJson PLAIN = new ProtoJson(name -> null, ExtensionRegistry.getEmptyRegistry());

    private final Function<String, @Nullable Descriptor> types;
    private final ExtensionRegistry extensions;
    private final Map<Descriptor, Map<String, FieldDescriptor>> fields = new ConcurrentHashMap<>();

    /// @param types the message types by full name that a google.protobuf.Any may hold
    /// @param extensions the fields that messages may have beyond their own, `[full.name]` in JSON
    public ProtoJson(Function<String, @Nullable Descriptor> types, ExtensionRegistry extensions) {
        this.types = types;
        this.extensions = extensions;
    }

    /// Reads a message as protobuf has it.
    public DynamicMessage parse(Descriptor type, ByteString bytes) throws InvalidProtocolBufferException {
        return DynamicMessage.parseFrom(type, bytes, extensions);
    }

    /// The field of a message that JSON calls so, or null.
    @Nullable
    FieldDescriptor field(Descriptor type, String name) {
        if (!name.startsWith("[") || !name.endsWith("]")) {
            return fields(type).get(name);
        }
        var found = extensions.findImmutableExtensionByName(name.substring(1, name.length() - 1));
        boolean its = found != null && found.descriptor.getContainingType().equals(type);
        return its ? found.descriptor : null;
    }

    @Nullable
    Descriptor type(String fullName) {
        return types.apply(fullName);
    }

    /// A message's fields by each of the names that JSON may call them.
    Map<String, FieldDescriptor> fields(Descriptor type) {
        return fields.computeIfAbsent(type, ProtoJson::fieldsOf);
    }

    private static Map<String, FieldDescriptor> fieldsOf(Descriptor type) {
        var names = new HashMap<String, FieldDescriptor>();
        type.getFields().forEach(field -> names.put(field.getName(), field));
        type.getFields().forEach(field -> names.put(field.getJsonName(), field));
        return names;
    }

    /// The message as compact JSON on one line. Fields without presence that have their default are left out.
    public Buffer write(MessageOrBuilder message) {
        var json = new JsonWriter();
        new MessageWriter(this, json).message(message);
        return json.toBuffer();
    }

    /// Reads JSON into a message. An empty text is an empty message.
    ///
    /// @throws io.polygate.model.GatewayException with the path of what is wrong
    public <B extends Message.Builder> B read(Buffer text, B into) {
        if (!isBlank(text)) {
            read(parse(text), into, "");
        }
        return into;
    }

    private static boolean isBlank(Buffer text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.getByte(i) < 0 || !Character.isWhitespace(text.getByte(i))) {
                return false;
            }
        }
        return true;
    }

    /// Reads a value below `path`.
    public void read(Json json, Message.Builder into, String path) {
        new MessageReader(this).message(json, into, path);
    }

    /// Whether the message has every field that it must have.
    ///
    /// @throws io.polygate.model.GatewayException with the path of the first that is missing
    public static void complete(Message.Builder message) {
        MessageReader.complete(message, "");
    }

    public static Json parse(Buffer text) {
        try {
            return Json.parse(text);
        } catch (JsonSyntaxException e) {
            throw GatewayError.of(ErrorKind.BAD_JSON, "the body is not valid JSON: " + e.getMessage())
                    .asException();
        }
    }
}
