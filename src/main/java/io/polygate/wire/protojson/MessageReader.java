package io.polygate.wire.protojson;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.GatewayException;
import io.polygate.model.NearNames;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonType;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads JSON into one message and what is in it.
final class MessageReader {

    private static final int SHOWN = 40;

    private final ProtoJson types;

    MessageReader(ProtoJson types) {
        this.types = types;
    }

    void message(Json json, Message.Builder into, String path) {
        var name = into.getDescriptorForType().getFullName();
        if (!WellKnown.mayBeSpecial(name)) {
            fields(object(json, path), into, path, null);
        } else if (name.equals(WellKnown.ANY)) {
            any(object(json, path), into, path);
        } else if (WellKnown.isWrapper(name)) {
            var field = only(into);
            into.setField(field, ScalarReader.read(field, json, path));
        } else if (WellKnown.isText(name)) {
            text(name, json, into, path);
        } else if (name.equals(WellKnown.STRUCT)) {
            map(only(into), object(json, path), into, path);
        } else if (name.equals(WellKnown.LIST)) {
            repeated(only(into), json, into, path);
        } else if (name.equals(WellKnown.VALUE)) {
            dynamicValue(json, into, path);
        } else {
            fields(object(json, path), into, path, null);
        }
    }

    private static FieldDescriptor only(Message.Builder into) {
        return into.getDescriptorForType().getFields().getFirst();
    }

    private static Json object(Json json, String path) {
        if (!json.isObject()) {
            throw wrong(path, json, "an object");
        }
        return json;
    }

    private static void text(String name, Json json, Message.Builder into, String path) {
        var text = json.asString();
        if (text == null) {
            throw wrong(path, json, "a string");
        }
        var expected = WellKnown.read(name, text, into);
        if (expected != null) {
            throw wrong(path, json, expected);
        }
    }

    private void fields(Json json, Message.Builder into, String path, @Nullable String skipped) {
        var seen = new HashSet<FieldDescriptor>();
        var chosen = new HashMap<String, String>();
        var type = into.getDescriptorForType();
        for (var member : json.members()) {
            if (member.name().equals(skipped)) {
                continue;
            }
            var at = path.isEmpty() ? member.name() : path + "." + member.name();
            var field = types.field(type, member.name());
            if (field == null) {
                throw unknown(at, member.name(), types.fields(type));
            }
            if (!seen.add(field)) {
                throw error(at, at + ": said twice (expected: once)");
            }
            if (ignored(field, member.value())) {
                continue;
            }
            var choice = field.getRealContainingOneof();
            var other = choice == null ? null : chosen.putIfAbsent(choice.getName(), member.name());
            if (other != null) {
                throw error(at, at + ": only one of " + other + " and " + member.name() + " may be set");
            }
            field(field, member.value(), into, at);
        }
    }

    /// Null is the field's absence, except where the type has a value for it.
    private static boolean ignored(FieldDescriptor field, Json value) {
        if (!value.isNull()) {
            return false;
        }
        boolean dynamic = field.getJavaType() == JavaType.MESSAGE
                && field.getMessageType().getFullName().equals(WellKnown.VALUE);
        boolean nothing = field.getJavaType() == JavaType.ENUM
                && field.getEnumType().getFullName().equals(WellKnown.NULL);
        return field.isRepeated() || !dynamic && !nothing;
    }

    private void field(FieldDescriptor field, Json value, Message.Builder into, String path) {
        if (field.isMapField()) {
            map(field, object(value, path), into, path);
        } else if (field.isRepeated()) {
            repeated(field, value, into, path);
        } else {
            into.setField(field, single(field, value, into, path));
        }
    }

    private void repeated(FieldDescriptor field, Json value, Message.Builder into, String path) {
        if (!value.isArray()) {
            throw wrong(path, value, "an array");
        }
        int index = 0;
        for (var item : value.items()) {
            into.addRepeatedField(field, single(field, item, into, path + "[" + index++ + "]"));
        }
    }

    private void map(FieldDescriptor field, Json value, Message.Builder into, String path) {
        var type = field.getMessageType();
        var seen = new HashSet<String>();
        for (var member : value.members()) {
            var at = path.isEmpty() ? member.name() : path + "." + member.name();
            if (!seen.add(member.name())) {
                throw error(at, at + ": said twice (expected: once)");
            }
            var entry = into.newBuilderForField(field);
            entry.setField(type.findFieldByNumber(1), ScalarReader.key(type.findFieldByNumber(1), member.name(), at));
            var held = type.findFieldByNumber(2);
            entry.setField(held, single(held, member.value(), entry, at));
            into.addRepeatedField(field, entry.buildPartial());
        }
    }

    private Object single(FieldDescriptor field, Json value, Message.Builder into, String path) {
        if (field.getJavaType() != JavaType.MESSAGE) {
            return ScalarReader.read(field, value, path);
        }
        var inner = into.newBuilderForField(field);
        message(value, inner, path);
        return inner.buildPartial();
    }

    private void dynamicValue(Json json, Message.Builder into, String path) {
        var type = into.getDescriptorForType();
        var field = type.findFieldByName(
                switch (json.type()) {
                    case NULL -> "null_value";
                    case NUMBER -> "number_value";
                    case STRING -> "string_value";
                    case TRUE, FALSE -> "bool_value";
                    case OBJECT -> "struct_value";
                    case ARRAY -> "list_value";
                });
        into.setField(field, single(field, json, into, path));
    }

    private void any(Json json, Message.Builder into, String path) {
        if (json.members().isEmpty()) {
            return;
        }
        var at = path.isEmpty() ? "@type" : path + ".@type";
        var url = json.string("@type");
        if (json.members().stream()
                        .filter(member -> member.name().equals("@type"))
                        .count()
                > 1) {
            throw error(at, at + ": said twice (expected: once)");
        }
        if (url == null) {
            throw error(at, at + ": missing (expected: a type's URL)");
        }
        var type = types.type(url.substring(url.lastIndexOf('/') + 1));
        if (url.indexOf('/') < 0 || type == null) {
            throw error(at, at + ": \"" + shown(url) + "\" (expected: the URL of a type that is known here)");
        }
        var content = DynamicMessage.newBuilder(type);
        var value = json.member("value");
        if (WellKnown.isSpecial(type.getFullName()) || value != null && WellKnown.isEmpty(type.getFullName())) {
            var below = path.isEmpty() ? "value" : path + ".value";
            if (value == null) {
                throw error(below, below + ": missing");
            }
            message(value, content, below);
        } else {
            fields(json, content, path, "@type");
        }
        complete(content, path);
        var any = into.getDescriptorForType();
        into.setField(any.findFieldByNumber(1), url);
        into.setField(any.findFieldByNumber(2), content.build().toByteString());
    }

    /// Refuses a message without a field that it must have (proto2, and editions that ask for it).
    static void complete(Message.Builder message, String path) {
        if (!message.isInitialized()) {
            var missing = message.findInitializationErrors().getFirst();
            var at = path.isEmpty() ? missing : path + "." + missing;
            throw GatewayError.field(ErrorKind.MISSING_FIELD, at, at + ": missing (a required field)")
                    .asException();
        }
    }

    private static GatewayException unknown(String path, String name, Map<String, FieldDescriptor> known) {
        var near = NearNames.of(name, known.keySet(), 1);
        var hint = near.isEmpty() ? "" : " (did you mean " + near.getFirst() + "?)";
        return error(shown(path), shown(path) + ": unknown field" + hint);
    }

    static GatewayException wrong(String path, Json found, String expected) {
        var text = shown(found.raw());
        var type = found.type() == JsonType.OBJECT || found.type() == JsonType.ARRAY
                ? found.type().name().toLowerCase(Locale.ROOT)
                : text;
        return error(path, (path.isEmpty() ? "the body" : path) + ": " + type + " (expected: " + expected + ")");
    }

    private static GatewayException error(String path, String message) {
        return GatewayError.field(ErrorKind.INVALID_FIELD, path, message).asException();
    }

    private static String shown(String text) {
        return text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
    }
}
