package io.polygate.provider.mock;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.GatewayException;
import io.polygate.wire.json.Json;
import org.jspecify.annotations.Nullable;

/// Reads fields as OpenAI would and says what is wrong with them, with their path.
final class Fields {

    private static final int SHOWN = 40;

    private Fields() {}

    static GatewayException missing(String path, String expected) {
        return GatewayError.field(ErrorKind.MISSING_FIELD, path, path + " is missing (expected: " + expected + ")")
                .asException();
    }

    static GatewayException wrong(String path, Json value, String expected) {
        var raw = value.raw();
        var shown = raw.length() > SHOWN ? raw.substring(0, SHOWN) + "…" : raw;
        return wrong(path, shown, expected);
    }

    static GatewayException wrong(String path, String shown, String expected) {
        return GatewayError.field(ErrorKind.INVALID_FIELD, path, path + ": " + shown + " (expected: " + expected + ")")
                .asException();
    }

    static String string(Json object, String name, String path) {
        var value = object.get(name);
        if (value == null) {
            throw missing(path, "a string");
        }
        var text = value.asString();
        if (text == null) {
            throw wrong(path, value, "a string");
        }
        return text;
    }

    /// A whole number from `least` to `most`, or null where the field is absent.
    static @Nullable Integer number(Json object, String name, int least, int most) {
        var value = object.get(name);
        if (value == null) {
            return null;
        }
        var number = value.asLong();
        if (number == null || number < least || number > most) {
            var range = most == Integer.MAX_VALUE ? "a whole number >= " + least : least + " to " + most;
            throw wrong(name, value, range);
        }
        return number.intValue();
    }

    static int number(Json object, String name, int most) {
        var number = number(object, name, 1, most);
        return number == null ? 1 : number;
    }

    static boolean flag(Json object, String name) {
        var value = object.get(name);
        if (value != null && value.asBoolean() == null) {
            throw wrong(name, value, "true or false");
        }
        return value != null && object.isTrue(name);
    }

    /// Whether usage is to be told at the end of the stream.
    static boolean asksUsage(Json body) {
        var options = body.object("stream_options");
        return options != null && options.isTrue("include_usage");
    }
}
