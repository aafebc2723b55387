package io.polygate.benchmark;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/// What the command line of [Faults] asks for.
///
/// @param firstByteMillis `routing.first-byte` of the gateway
/// @param reloads how often the configuration changes under load
/// @param soakSeconds how long the load goes on at the end while the memory is looked at
/// @param publish whether the table also replaces that in docs/performance.md
record FaultOptions(
        int perSecond, int firstByteMillis, List<String> events, int reloads, int soakSeconds, boolean publish) {
    static final List<String> EVENTS = List.of("kill", "hang", "broken", "reload", "soak");
    static final String HELP = """
            make benchmark-faults ARGS="..."
              --rate N         calls a second, every second one streamed (1000)
              --first-byte N   the gateway's first-byte timeout in milliseconds (1000)
              --events a,b     only these: %s
              --reloads N      changes of the configuration under load (100)
              --soak N         seconds of load at the end, memory looked at every 5 s (60)
              --publish yes    also put the table into docs/performance.md
            """.formatted(String.join(", ", EVENTS));
    private static final Pattern NUMBER = Pattern.compile("[1-9]\\d{0,4}");

    /// Throws IllegalArgumentException with what was wrong and what was expected.
    static FaultOptions parse(String... arguments) {
        var options = new FaultOptions(1_000, 1_000, EVENTS, 100, 60, false);
        var left = Arrays.asList(arguments).iterator();
        while (left.hasNext()) {
            var option = left.next();
            if (!left.hasNext()) throw new IllegalArgumentException(option + " (expected: a value after it)\n" + HELP);
            options = options.with(option, left.next());
        }
        return options;
    }

    private FaultOptions with(String option, String value) {
        return switch (option) {
            case "--rate" ->
                new FaultOptions(number(option, value), firstByteMillis, events, reloads, soakSeconds, publish);
            case "--first-byte" ->
                new FaultOptions(perSecond, number(option, value), events, reloads, soakSeconds, publish);
            case "--events" ->
                new FaultOptions(perSecond, firstByteMillis, named(value), reloads, soakSeconds, publish);
            case "--reloads" ->
                new FaultOptions(perSecond, firstByteMillis, events, number(option, value), soakSeconds, publish);
            case "--soak" ->
                new FaultOptions(perSecond, firstByteMillis, events, reloads, number(option, value), publish);
            case "--publish" ->
                new FaultOptions(perSecond, firstByteMillis, events, reloads, soakSeconds, value.equals("yes"));
            default -> throw new IllegalArgumentException(option + " (expected: one of the following)\n" + HELP);
        };
    }

    private static List<String> named(String value) {
        var names = List.of(value.split(","));
        if (EVENTS.containsAll(names)) return names;
        throw new IllegalArgumentException("--events " + value + " (expected: of " + EVENTS + ")");
    }

    private static int number(String option, String value) {
        if (NUMBER.matcher(value).matches()) return Integer.parseInt(value);
        throw new IllegalArgumentException(option + " " + value + " (expected: 1 to 99999)");
    }
}
