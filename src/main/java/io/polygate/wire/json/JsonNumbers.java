package io.polygate.wire.json;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/// Whole numbers out of any of JSON's ways to write them.
final class JsonNumbers {

    /// More than this many characters is no count of anything; keeps a hostile exponent from costing memory.
    private static final int MAX_LENGTH = 64;

    private JsonNumbers() {}

    static @Nullable Long toLong(String number) {
        if (number.length() > MAX_LENGTH) {
            return null;
        }
        try {
            var value = new BigDecimal(number);
            if (value.signum() == 0) {
                return 0L;
            }
            return Math.abs((long) value.precision() - value.scale()) > 19 ? null : value.longValueExact();
        } catch (ArithmeticException | NumberFormatException e) {
            return null;
        }
    }
}
