package io.polygate.wire.protojson;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
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
    public static final ProtoJson PLAIN = new ProtoJson(name -> null);

    private final Function<String, @Nullable Descriptor> types;
    private final Map<Descriptor, Map<String, FieldDescriptor>> fields = new ConcurrentHashMap<>();

    /// @param types the message types by full name that a google.protobuf.Any may hold
    public ProtoJson(Function<String, @Nullable Descriptor> types) {
        this.types = types;
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

    public static Json parse(Buffer text) {
        try {
            return Json.parse(text);
        } catch (JsonSyntaxException e) {
            throw GatewayError.of(ErrorKind.BAD_JSON, "the body is not valid JSON: " + e.getMessage())
                    .asException();
        }
    }
}
