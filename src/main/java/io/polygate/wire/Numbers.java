package io.polygate.wire;

import org.jspecify.annotations.Nullable;

/// Numbers as JSON text: whole ones without a fraction.
public final class Numbers {

    /// Up to here every whole number is exact in a double.
    private static final double MAX_EXACT = 1e15;

    private Numbers() {}

    /// The number as JSON. Numbers that JSON doesn't have (NaN, infinities) become 0.
    public static String text(double number) {
        if (!Double.isFinite(number)) {
            return "0";
        }
        return number == Math.rint(number) && Math.abs(number) < MAX_EXACT
                ? Long.toString((long) number)
                : Double.toString(number);
    }

    public static @Nullable String textOrNull(@Nullable Double number) {
        return number == null ? null : text(number);
    }
}
