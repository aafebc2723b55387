package io.polygate.wire.protojson;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.MessageOrBuilder;
import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.GatewayException;
import io.polygate.wire.json.JsonWriter;
import java.util.Base64;
import java.util.Collection;
import java.util.List;

/// Writes one message and what is in it.
final class MessageWriter {

    private final ProtoJson types;
    private final JsonWriter json;

    MessageWriter(ProtoJson types, JsonWriter json) {
        this.types = types;
        this.json = json;
    }

    void message(MessageOrBuilder message) {
        var name = message.getDescriptorForType().getFullName();
        if (!WellKnown.mayBeSpecial(name)) {
            json.object();
            fields(message);
            json.endObject();
        } else if (name.equals(WellKnown.ANY)) {
            any(message);
        } else if (WellKnown.isWrapper(name)) {
            value(only(message), message.getField(only(message)));
        } else if (WellKnown.isText(name)) {
            var text = WellKnown.text(name, message);
            if (text == null) {
                throw unsayable(name);
            }
            json.value(text);
        } else if (name.equals(WellKnown.STRUCT)) {
            value(only(message), message.getField(only(message)), true);
        } else if (name.equals(WellKnown.LIST)) {
            value(only(message), message.getField(only(message)), true);
        } else if (name.equals(WellKnown.VALUE)) {
            dynamicValue(message);
        } else {
            json.object();
            fields(message);
            json.endObject();
        }
    }

    private static GatewayException unsayable(String type) {
        return GatewayError.of(ErrorKind.UPSTREAM_ERROR, "a " + type + " is out of the range that JSON has for it")
                .asException();
    }

    private static FieldDescriptor only(MessageOrBuilder message) {
        return message.getDescriptorForType().getFields().getFirst();
    }

    private void fields(MessageOrBuilder message) {
        message.getAllFields().forEach((field, value) -> {
            json.name(field.isExtension() ? "[" + field.getFullName() + "]" : field.getJsonName());
            value(field, value, field.isRepeated());
        });
    }

    private void dynamicValue(MessageOrBuilder message) {
        var set = message.getAllFields();
        if (set.isEmpty()) {
            json.nullValue();
            return;
        }
        var chosen = set.entrySet().iterator().next();
        if (chosen.getValue() instanceof Double number && !Double.isFinite(number)) {
            throw unsayable(WellKnown.VALUE);
        }
        value(chosen.getKey(), chosen.getValue());
    }

    private void value(FieldDescriptor field, Object value, boolean repeated) {
        if (!repeated) {
            value(field, value);
        } else if (field.isMapField()) {
            map((List<?>) value);
        } else {
            json.array();
            ((Collection<?>) value).forEach(item -> value(field, item));
            json.endArray();
        }
    }

    private void map(List<?> entries) {
        json.object();
        for (var item : entries) {
            var entry = (Message) item;
            var type = entry.getDescriptorForType();
            var key = entry.getField(type.findFieldByNumber(1));
            json.name(String.valueOf(unsigned(type.findFieldByNumber(1), key)));
            var field = type.findFieldByNumber(2);
            value(field, entry.getField(field));
        }
        json.endObject();
    }

    private static Object unsigned(FieldDescriptor field, Object value) {
        return switch (field.getType()) {
            case UINT32, FIXED32 -> Integer.toUnsignedString((Integer) value);
            case UINT64, FIXED64 -> Long.toUnsignedString((Long) value);
            default -> value;
        };
    }

    private void value(FieldDescriptor field, Object value) {
        switch (field.getJavaType()) {
            case INT -> json.raw(String.valueOf(unsigned(field, value)));
            case LONG -> json.value(String.valueOf(unsigned(field, value)));
            case BOOLEAN -> json.value((Boolean) value);
            case STRING -> json.value((String) value);
            case BYTE_STRING -> json.value(Base64.getEncoder().encodeToString(((ByteString) value).toByteArray()));
            case FLOAT -> number((Float) value, Float.toString((Float) value));
            case DOUBLE -> number((Double) value, Double.toString((Double) value));
            case ENUM -> enumeration((EnumValueDescriptor) value);
            case MESSAGE -> message((Message) value);
        }
    }

    private void number(double value, String text) {
        if (Double.isFinite(value)) {
            json.raw(text.endsWith(".0") ? text.substring(0, text.length() - 2) : text);
        } else {
            json.value(Double.isNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
        }
    }

    private void enumeration(EnumValueDescriptor value) {
        if (value.getType().getFullName().equals(WellKnown.NULL)) {
            json.nullValue();
        } else if (value.getIndex() < 0) {
            json.value(value.getNumber());
        } else {
            json.value(value.getName());
        }
    }

    private void any(MessageOrBuilder any) {
        var type = any.getDescriptorForType();
        var url = (String) any.getField(type.findFieldByNumber(1));
        var bytes = (ByteString) any.getField(type.findFieldByNumber(2));
        if (url.isEmpty()) {
            json.object().endObject();
            return;
        }
        var found = types.type(url.substring(url.lastIndexOf('/') + 1));
        if (found == null) {
            throw GatewayError.of(ErrorKind.UPSTREAM_ERROR, "an Any holds a type that is not described: " + url)
                    .asException();
        }
        Message content;
        try {
            content = types.parse(found, bytes);
        } catch (InvalidProtocolBufferException e) {
            throw GatewayError.of(ErrorKind.UPSTREAM_ERROR, "an Any does not hold what it says: " + url)
                    .asException();
        }
        json.object().field("@type", url);
        if (WellKnown.isSpecial(found.getFullName())) {
            json.name("value");
            message(content);
        } else {
            fields(content);
        }
        json.endObject();
    }
}
