package io.polygate.wire.protojson;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.MessageOrBuilder;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The types with a JSON form of their own.
final class WellKnown {

    private static final String PACKAGE = "google.protobuf.";

    static final String ANY = "google.protobuf.Any";
    static final String STRUCT = "google.protobuf.Struct";
    static final String VALUE = "google.protobuf.Value";
    static final String LIST = "google.protobuf.ListValue";
    private static final String EMPTY = "google.protobuf.Empty";
    static final String NULL = "google.protobuf.NullValue";

    private static final String TIMESTAMP = "google.protobuf.Timestamp";
    private static final String DURATION = "google.protobuf.Duration";
    private static final String FIELD_MASK = "google.protobuf.FieldMask";
    private static final Set<String> TEXTS = Set.of(TIMESTAMP, DURATION, FIELD_MASK);
    private static final Set<String> WRAPPERS = Set.of(
            "google.protobuf.DoubleValue",
            "google.protobuf.FloatValue",
            "google.protobuf.Int64Value",
            "google.protobuf.UInt64Value",
            "google.protobuf.Int32Value",
            "google.protobuf.UInt32Value",
            "google.protobuf.BoolValue",
            "google.protobuf.StringValue",
            "google.protobuf.BytesValue");
    private static final Pattern SPAN = Pattern.compile("(-?)(\\d{1,12})(?:\\.(\\d{1,9}))?s");
    private static final Pattern MOMENT =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?(Z|[+-]\\d\\d:\\d\\d)");
    private static final long FIRST_SECOND =
            Instant.parse("0001-01-01T00:00:00Z").getEpochSecond();
    private static final long LAST_SECOND =
            Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();
    private static final long LONGEST = 315_576_000_000L;
    private static final int NANOS = 1_000_000_000;

    private WellKnown() {}

    /// False for most: then nothing else need be asked.
    static boolean mayBeSpecial(String name) {
        return name.startsWith(PACKAGE);
    }

    static boolean isWrapper(String name) {
        return WRAPPERS.contains(name);
    }

    /// Whether the type's JSON is a text with a form of its own.
    static boolean isText(String name) {
        return TEXTS.contains(name);
    }

    static boolean isEmpty(String name) {
        return name.equals(EMPTY);
    }

    static boolean isSpecial(String name) {
        return isWrapper(name)
                || isText(name)
                || name.equals(ANY)
                || name.equals(STRUCT)
                || name.equals(VALUE)
                || name.equals(LIST);
    }

    /// The text of a message that is one; null where it holds what the text cannot say.
    static @Nullable String text(String name, MessageOrBuilder message) {
        return switch (name) {
            case TIMESTAMP -> timestamp(number(message, 1), (int) number(message, 2));
            case DURATION -> duration(number(message, 1), (int) number(message, 2));
            default -> fieldMask(message);
        };
    }

    private static FieldDescriptor field(MessageOrBuilder message, int number) {
        return message.getDescriptorForType().findFieldByNumber(number);
    }

    private static long number(MessageOrBuilder message, int number) {
        return ((Number) message.getField(field(message, number))).longValue();
    }

    private static @Nullable String timestamp(long seconds, int nanos) {
        if (seconds < FIRST_SECOND || seconds > LAST_SECOND || nanos < 0 || nanos >= NANOS) {
            return null;
        }
        var time = DateTimeFormatter.ISO_LOCAL_DATE.format(
                        OffsetDateTime.ofInstant(Instant.ofEpochSecond(seconds), ZoneOffset.UTC))
                + "T"
                + DateTimeFormatter.ofPattern("HH:mm:ss")
                        .format(OffsetDateTime.ofInstant(Instant.ofEpochSecond(seconds), ZoneOffset.UTC));
        return time + fraction(nanos) + "Z";
    }

    private static @Nullable String duration(long seconds, int nanos) {
        boolean mixed = seconds < 0 && nanos > 0 || seconds > 0 && nanos < 0;
        if (mixed || seconds < -LONGEST || seconds > LONGEST || nanos <= -NANOS || nanos >= NANOS) {
            return null;
        }
        var sign = seconds < 0 || nanos < 0 ? "-" : "";
        return sign + Math.abs(seconds) + fraction(Math.abs(nanos)) + "s";
    }

    /// None, three, six or nine digits.
    private static String fraction(int nanos) {
        if (nanos == 0) {
            return "";
        }
        var digits = String.format(java.util.Locale.ROOT, ".%09d", nanos);
        if (nanos % 1_000_000 == 0) {
            return digits.substring(0, 4);
        }
        return nanos % 1_000 == 0 ? digits.substring(0, 7) : digits;
    }

    private static @Nullable String fieldMask(MessageOrBuilder message) {
        var paths = new ArrayList<String>();
        for (var path : (List<?>) message.getField(field(message, 1))) {
            var text = camel((String) path);
            if (!snake(text).equals(path)) {
                return null;
            }
            paths.add(text);
        }
        return String.join(",", paths);
    }

    private static String camel(String path) {
        var text = new StringBuilder();
        for (int i = 0; i < path.length(); i++) {
            boolean joint = path.charAt(i) == '_' && i + 1 < path.length();
            text.append(joint ? Character.toUpperCase(path.charAt(++i)) : path.charAt(i));
        }
        return text.toString();
    }

    private static String snake(String path) {
        var text = new StringBuilder();
        for (char c : path.toCharArray()) {
            if (Character.isUpperCase(c)) {
                text.append('_').append(Character.toLowerCase(c));
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }

    /// Reads the text into the message; returns what was expected where it is not well-formed, else null.
    static @Nullable String read(String name, String text, Message.Builder into) {
        return switch (name) {
            case TIMESTAMP -> readTimestamp(text, into);
            case DURATION -> readDuration(text, into);
            default -> readFieldMask(text, into);
        };
    }

    private static @Nullable String readTimestamp(String text, Message.Builder into) {
        var expected = "a timestamp like 2026-01-31T12:00:00Z";
        if (!MOMENT.matcher(text).matches()) {
            return expected;
        }
        try {
            var moment = OffsetDateTime.parse(text).toInstant();
            if (moment.getEpochSecond() < FIRST_SECOND || moment.getEpochSecond() > LAST_SECOND) {
                return expected;
            }
            set(into, moment.getEpochSecond(), moment.getNano());
            return null;
        } catch (DateTimeException e) {
            return expected;
        }
    }

    private static @Nullable String readDuration(String text, Message.Builder into) {
        var match = SPAN.matcher(text);
        if (!match.matches() || Long.parseLong(match.group(2)) > LONGEST) {
            return "a duration like 1.5s";
        }
        int sign = match.group(1).isEmpty() ? 1 : -1;
        var fraction = match.group(3) == null ? "" : match.group(3);
        int nanos = Integer.parseInt((fraction + "000000000").substring(0, 9));
        if (Long.parseLong(match.group(2)) == LONGEST && nanos > 0) {
            return "a duration like 1.5s";
        }
        set(into, sign * Long.parseLong(match.group(2)), sign * nanos);
        return null;
    }

    private static void set(Message.Builder into, long seconds, int nanos) {
        into.setField(field(into, 1), seconds);
        into.setField(field(into, 2), nanos);
    }

    private static @Nullable String readFieldMask(String text, Message.Builder into) {
        if (text.indexOf('_') >= 0) {
            return "names like fooBar, separated by commas";
        }
        for (var path : text.split(",")) {
            if (!path.isEmpty()) {
                into.addRepeatedField(field(into, 1), snake(path));
            }
        }
        return null;
    }
}
