package io.polygate.config;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Values with a unit: `32MiB`, `250ms`, `20%`.
final class Units {

    static final long KIB = 1L << 10;
    static final long MIB = 1L << 20;
    static final long GIB = 1L << 30;

    private static final Pattern NUMBER_AND_UNIT = Pattern.compile("(\\d{1,12})\\s*([A-Za-z]*)");
    private static final Map<String, Long> BYTES = Map.of(
            "", 1L, "B", 1L, "KiB", KIB, "MiB", MIB, "GiB", GIB, "KB", 1_000L, "MB", 1_000_000L, "GB", 1_000_000_000L);
    private static final Map<String, Long> MILLIS =
            Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L);

    private Units() {}

    /// A number of bytes within the bounds.
    static Kind<Long> size(long min, long max) {
        return Kind.of(
                "a size from " + writeSize(min) + " to " + writeSize(max) + ", as 16KiB or 32MiB",
                text -> {
                    var bytes = parse(text, BYTES);
                    return bytes != null && bytes >= min && bytes <= max ? bytes : null;
                },
                Units::writeSize);
    }

    /// A size that is used where an `int` is needed.
    static Kind<Integer> smallSize(int min, int max) {
        var size = size(min, max);
        return Kind.of(
                size.expected(),
                text -> {
                    var bytes = size.parser().parse(text);
                    return bytes == null ? null : bytes.intValue();
                },
                bytes -> writeSize(bytes));
    }

    /// A length of time within the bounds, to the millisecond.
    static Kind<Duration> time(Duration min, Duration max) {
        return Kind.of(
                "a time from " + writeTime(min) + " to " + writeTime(max) + ", as 250ms, 10s or 5m",
                text -> {
                    var millis = text.equals("0") ? Long.valueOf(0) : parse(text, MILLIS);
                    if (millis == null) {
                        return null;
                    }
                    var time = Duration.ofMillis(millis);
                    return time.compareTo(min) >= 0 && time.compareTo(max) <= 0 ? time : null;
                },
                Units::writeTime);
    }

    /// A share between 0 and 1, written in per cent.
    static Kind<Double> percent() {
        var percent = Pattern.compile("(\\d{1,3}(?:\\.\\d{1,4})?)\\s*%");
        return Kind.of(
                "a share from 0% to 100%",
                text -> {
                    var match = percent.matcher(text);
                    var share = match.matches() ? Double.parseDouble(match.group(1)) / 100 : -1;
                    return share >= 0 && share <= 1 ? share : null;
                },
                share -> Objects.toString(Math.round(share * 1_000_000) / 10_000.0)
                                .replaceFirst("\\.0$", "") + "%");
    }

    /// A length of time within the bounds, or `off`, which is zero.
    static Kind<Duration> timeOrOff(Duration min, Duration max) {
        var time = time(min, max);
        return Kind.of(
                "off or " + time.expected(),
                text -> Boolean.FALSE.equals(Kinds.parseFlag(text))
                        ? Duration.ZERO
                        : time.parser().parse(text),
                held -> held.isZero() ? "off" : time.writer().write(held));
    }

    /// A share between 0 and 1, of which `true` is all and `false` nothing.
    static Kind<Double> shareOrFlag() {
        var percent = percent();
        return Kind.of(
                "true, false or " + percent.expected(),
                text -> {
                    var flag = Kinds.parseFlag(text);
                    return flag == null ? percent.parser().parse(text) : Double.valueOf(flag ? 1 : 0);
                },
                share -> share == 1
                        ? "true"
                        : share == 0 ? "false" : percent.writer().write(share));
    }

    private static @Nullable Long parse(String text, Map<String, Long> units) {
        var match = NUMBER_AND_UNIT.matcher(text);
        if (!match.matches()) {
            return null;
        }
        var unit = units.get(match.group(2));
        try {
            return unit == null ? null : Math.multiplyExact(Long.parseLong(match.group(1)), unit);
        } catch (ArithmeticException e) {
            return null;
        }
    }

    private static String writeSize(long bytes) {
        if (bytes >= GIB && bytes % GIB == 0) {
            return bytes / GIB + "GiB";
        }
        if (bytes >= MIB && bytes % MIB == 0) {
            return bytes / MIB + "MiB";
        }
        return bytes >= KIB && bytes % KIB == 0 ? bytes / KIB + "KiB" : bytes + "B";
    }

    private static String writeTime(Duration time) {
        var millis = time.toMillis();
        if (millis % 1_000 != 0) {
            return millis + "ms";
        }
        var seconds = millis / 1_000;
        if (seconds < 120 || seconds % 60 != 0) {
            return seconds + "s";
        }
        return seconds % 3_600 == 0 ? seconds / 3_600 + "h" : seconds / 60 + "m";
    }
}
