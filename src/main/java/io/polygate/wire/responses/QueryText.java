package io.polygate.wire.responses;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.GatewayException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The parameters behind a path; of several of one name the last counts.
final class QueryText {

    private final Map<String, String> values = new HashMap<>();

    QueryText(String query) {
        for (var pair : query.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                values.put(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
            }
        }
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    @Nullable
    String text(String name) {
        return values.get(name);
    }

    /// A whole number between two bounds.
    int number(String name, int absent, int least, int most) {
        var text = values.get(name);
        if (text == null) {
            return absent;
        }
        try {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw wrong(name, text, least + " to " + most);
        }
        throw wrong(name, text, least + " to " + most);
    }

    GatewayException wrong(String name, String value, String expected) {
        var shown = value.length() > 64 ? value.substring(0, 64) + "…" : value;
        var message = name + ": " + shown + " (expected: " + expected + ")";
        return GatewayError.field(ErrorKind.BAD_REQUEST, name, message).asException();
    }
}
