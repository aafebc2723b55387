package io.polygate.provider.mock;

import io.polygate.wire.json.Json;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/// Strings and numbers within the bounds of a schema.
final class ExampleScalar {

    private static final int LONGEST = 1_000;

    private ExampleScalar() {}

    /// The field's own name where no format asks for more, so that a reader sees what was filled in.
    static String string(Json schema, String name) {
        var format = schema.string("format");
        var text =
                switch (format == null ? "" : format) {
                    case "date-time" -> "2026-01-01T00:00:00Z";
                    case "date" -> "2026-01-01";
                    case "time" -> "00:00:00Z";
                    case "duration" -> "PT1M";
                    case "email" -> "mock@example.com";
                    case "uri", "url" -> "https://example.com/";
                    case "uuid" -> "00000000-0000-4000-8000-000000000000";
                    case "ipv4" -> "192.0.2.1";
                    case "ipv6" -> "2001:db8::1";
                    case "hostname" -> "example.com";
                    default -> name;
                };
        int least = (int) Math.min(LONGEST, schema.count("minLength"));
        var most = schema.number("maxLength");
        var padded = text.length() < least ? text + "x".repeat(least - text.length()) : text;
        return most != null && padded.length() > most ? padded.substring(0, (int) Math.max(0, most)) : padded;
    }

    /// The lowest number that is allowed, but 1 where that is.
    static String number(Json schema, boolean whole) {
        var least = bound(schema, "minimum", "exclusiveMinimum", BigDecimal.ONE, whole);
        var most = bound(schema, "maximum", "exclusiveMaximum", BigDecimal.ONE.negate(), whole);
        var value = BigDecimal.ONE;
        if (least != null && least.compareTo(value) > 0) {
            value = least;
        }
        if (most != null && most.compareTo(value) < 0) {
            value = most;
        }
        var step = decimal(schema, "multipleOf");
        if (step != null && step.signum() > 0) {
            var up = value.divide(step, 0, RoundingMode.CEILING).multiply(step);
            value = most != null && up.compareTo(most) > 0
                    ? most.divide(step, 0, RoundingMode.FLOOR).multiply(step)
                    : up;
        }
        return value.stripTrailingZeros().toPlainString();
    }

    private static @Nullable BigDecimal bound(
            Json schema, String name, String exclusive, BigDecimal inward, boolean whole) {
        var open = decimal(schema, exclusive);
        if (open != null) {
            return whole ? rounded(open, inward).add(inward) : open.add(inward.scaleByPowerOfTen(-3));
        }
        var closed = decimal(schema, name);
        return closed == null || !whole ? closed : rounded(closed, inward.negate());
    }

    /// To a whole number, up or down: an exclusive bound away from the range, an inclusive one into it.
    private static BigDecimal rounded(BigDecimal value, BigDecimal outward) {
        return value.setScale(0, outward.signum() > 0 ? RoundingMode.FLOOR : RoundingMode.CEILING);
    }

    private static @Nullable BigDecimal decimal(Json schema, String name) {
        var value = schema.get(name);
        return value == null || !value.isNumber() || value.raw().length() > 40 ? null : small(value.raw());
    }

    /// A number of a size that can be written out.
    private static @Nullable BigDecimal small(String text) {
        var value = new BigDecimal(text);
        return Math.abs((long) value.scale()) > 100 ? null : value;
    }
}
