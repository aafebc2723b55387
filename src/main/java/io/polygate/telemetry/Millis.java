package io.polygate.telemetry;

/// Milliseconds with three decimals, without the cost of a formatter.
public final class Millis {

    private Millis() {}

    public static void append(StringBuilder text, long nanos) {
        long micros = Math.max(0, nanos) / 1000;
        long rest = micros % 1000;
        text.append(micros / 1000).append('.');
        text.append((char) ('0' + rest / 100))
                .append((char) ('0' + rest / 10 % 10))
                .append((char) ('0' + rest % 10));
    }

    public static String text(long nanos) {
        var text = new StringBuilder(16);
        append(text, nanos);
        return text.toString();
    }
}
