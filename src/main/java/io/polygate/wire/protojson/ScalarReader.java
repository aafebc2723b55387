package io.polygate.wire.protojson;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Base64;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads the values that are no messages.
final class ScalarReader {

    private static final BigInteger UINT32 = BigInteger.ONE.shiftLeft(32);
    private static final BigInteger UINT64 = BigInteger.ONE.shiftLeft(64);
    private static final int LONGEST_NUMBER = 400;
    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");

    private ScalarReader() {}

    static Object read(FieldDescriptor field, Json json, String path) {
        var value =
                switch (field.getJavaType()) {
                    case INT, LONG -> integer(field, json);
                    case FLOAT -> real(json, true);
                    case DOUBLE -> real(json, false);
                    case BOOLEAN -> json.asBoolean();
                    case STRING -> text(json);
                    case BYTE_STRING -> bytes(json);
                    case ENUM -> enumeration(field, json);
                    case MESSAGE -> null;
                };
        if (value == null) {
            throw MessageReader.wrong(path, json, expected(field));
        }
        return value;
    }

    /// A map's key, which JSON only has as text.
    static Object key(FieldDescriptor field, String name, String path) {
        var json = Json.parse(JsonWriter.quote(name));
        if (field.getJavaType() != FieldDescriptor.JavaType.BOOLEAN) {
            return read(field, json, path);
        }
        return switch (name) {
            case "true" -> true;
            case "false" -> false;
            default -> throw MessageReader.wrong(path, json, "true or false");
        };
    }

    private static String expected(FieldDescriptor field) {
        return switch (field.getJavaType()) {
            case INT -> unsigned(field) ? "a whole number from 0 to 4294967295" : "a whole number of 32 bits";
            case LONG -> unsigned(field) ? "a whole number from 0 to 2^64-1" : "a whole number of 64 bits";
            case FLOAT, DOUBLE -> "a number";
            case BOOLEAN -> "true or false";
            case STRING -> "a string of Unicode text";
            case BYTE_STRING -> "a string of base64";
            case ENUM -> "a value of " + field.getEnumType().getName();
            case MESSAGE -> "an object";
        };
    }

    private static boolean unsigned(FieldDescriptor field) {
        return switch (field.getType()) {
            case UINT32, FIXED32, UINT64, FIXED64 -> true;
            default -> false;
        };
    }

    /// Not one with half a surrogate pair: that is no text in UTF-8.
    private static @Nullable String text(Json json) {
        var text = json.asString();
        for (int i = 0; text != null && i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                boolean pair = i + 1 < text.length() && Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1));
                if (!pair) {
                    return null;
                }
                i++;
            }
        }
        return text;
    }

    /// The text of a number, or of a number in quotes.
    private static @Nullable BigDecimal decimal(Json json) {
        var text = json.isNumber() ? json.raw() : json.asString();
        if (text == null || text.isEmpty() || text.length() > LONGEST_NUMBER || !text.equals(text.strip())) {
            return null;
        }
        try {
            var number = new BigDecimal(text);
            return Math.abs((long) number.scale()) > LONGEST_NUMBER ? null : number;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static @Nullable Object integer(FieldDescriptor field, Json json) {
        var number = decimal(json);
        if (number == null || number.stripTrailingZeros().scale() > 0) {
            return null;
        }
        var whole = number.toBigInteger();
        boolean wide = field.getJavaType() == FieldDescriptor.JavaType.LONG;
        if (unsigned(field)) {
            boolean fits = whole.signum() >= 0 && whole.compareTo(wide ? UINT64 : UINT32) < 0;
            return !fits ? null : wide ? (Object) whole.longValue() : (Object) whole.intValue();
        }
        boolean fits = whole.bitLength() < (wide ? Long.SIZE : Integer.SIZE);
        return !fits ? null : wide ? (Object) whole.longValue() : (Object) whole.intValue();
    }

    private static @Nullable Object real(Json json, boolean single) {
        var text = json.asString();
        if (text != null) {
            switch (text) {
                case "NaN" -> {
                    return single ? (Object) Float.NaN : (Object) Double.NaN;
                }
                case "Infinity" -> {
                    return single ? (Object) Float.POSITIVE_INFINITY : (Object) Double.POSITIVE_INFINITY;
                }
                case "-Infinity" -> {
                    return single ? (Object) Float.NEGATIVE_INFINITY : (Object) Double.NEGATIVE_INFINITY;
                }
                default -> {}
            }
        }
        var number = json.isNumber() ? json.raw() : text;
        if (number == null
                || number.length() > LONGEST_NUMBER
                || !NUMBER.matcher(number).matches()) {
            return null;
        }
        double value = Double.parseDouble(number);
        if (single) {
            return Float.isFinite((float) value) ? (Object) (float) value : null;
        }
        return Double.isFinite(value) ? (Object) value : null;
    }

    /// Standard or URL-safe, with or without padding.
    private static @Nullable ByteString bytes(Json json) {
        var text = json.asString();
        if (text == null) {
            return null;
        }
        try {
            var standard = text.replace('-', '+').replace('_', '/');
            return ByteString.copyFrom(Base64.getDecoder().decode(standard));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static @Nullable Object enumeration(FieldDescriptor field, Json json) {
        var type = field.getEnumType();
        if (json.isNull()) {
            return type.getFullName().equals(WellKnown.NULL) ? type.findValueByNumber(0) : null;
        }
        var name = json.asString();
        if (name != null) {
            return type.findValueByName(name);
        }
        var number = decimal(json);
        if (number == null
                || number.stripTrailingZeros().scale() > 0
                || number.toBigInteger().bitLength() >= 32) {
            return null;
        }
        return type.isClosed()
                ? type.findValueByNumber(number.intValue())
                : type.findValueByNumberCreatingIfUnknown(number.intValue());
    }
}
