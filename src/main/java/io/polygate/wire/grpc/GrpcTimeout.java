package io.polygate.wire.grpc;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The header `grpc-timeout`: at most eight digits and a unit.
public final class GrpcTimeout {

    public static final String HEADER = "grpc-timeout";

    private static final int MAX_DIGITS = 8;
    private static final long MAX_VALUE = 99_999_999;

    private GrpcTimeout() {}

    /// @return null where there is none
    /// @throws io.polygate.model.GatewayException when it is not well-formed
    public static @Nullable Duration parse(@Nullable String header) {
        if (header == null) {
            return null;
        }
        int digits = header.length() - 1;
        boolean wellFormed = digits >= 1 && digits <= MAX_DIGITS;
        for (int i = 0; wellFormed && i < digits; i++) {
            wellFormed = header.charAt(i) >= '0' && header.charAt(i) <= '9';
        }
        if (!wellFormed) {
            throw malformed();
        }
        long value = Long.parseLong(header, 0, digits, 10);
        return switch (header.charAt(digits)) {
            case 'H' -> Duration.ofHours(value);
            case 'M' -> Duration.ofMinutes(value);
            case 'S' -> Duration.ofSeconds(value);
            case 'm' -> Duration.ofMillis(value);
            case 'u' -> Duration.ofNanos(value * 1_000);
            case 'n' -> Duration.ofNanos(value);
            default -> throw malformed();
        };
    }

    /// The header's value for a duration, rounded down to what it can say.
    public static String format(Duration timeout) {
        long micros = Math.max(1, timeout.toNanos() / 1_000);
        if (micros <= MAX_VALUE) {
            return micros + "u";
        }
        long millis = micros / 1_000;
        return millis <= MAX_VALUE ? millis + "m" : Math.min(MAX_VALUE, millis / 1_000) + "S";
    }

    private static RuntimeException malformed() {
        var message = "grpc-timeout is malformed (expected: 1 to 8 digits and one of H, M, S, m, u, n)";
        return GatewayError.field(ErrorKind.INVALID_FIELD, HEADER, message).asException();
    }
}
