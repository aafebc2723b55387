package io.polygate.benchmark;

import java.util.ArrayList;
import java.util.List;

/// What the command line asks for.
///
/// @param warmSeconds load on the gateway before the first round, so that the JIT has compiled what is measured
record Options(List<Case> cases, List<String> proxies, int rounds, int seconds, int warmSeconds, int starts) {
    static final String HELP =
            """
            make benchmark ARGS="..."
              --quick          one round of 1 s each and 3 starts: a first look in about a minute and a half
              --cases a,b      only these: %s, start
              --proxies a,b    only these: direct, nginx, polygate
              --rounds N       rounds of each case, proxies in turn (3)
              --seconds N      length of a round (5)
            Tables on the terminal and in target/benchmark/results.md; every round in target/benchmark/results.json.
            """.formatted(String.join(", ", Case.ALL.stream().map(Case::name).toList()));

    /// Throws IllegalArgumentException with what was wrong and what was expected.
    static Options parse(String... arguments) {
        var options = new Options(Case.ALL, Proxy.NAMES, 3, 5, 30, 5);
        for (int i = 0; i < arguments.length; i++) {
            if (arguments[i].equals("--quick")) {
                options = new Options(options.cases, options.proxies, 1, 1, 6, options.starts == 0 ? 0 : 3);
                continue;
            }
            if (i + 1 == arguments.length)
                throw new IllegalArgumentException(arguments[i] + " (expected: an option with a value)\n" + HELP);
            options = options.with(arguments[i], arguments[++i]);
        }
        return options;
    }

    private Options with(String option, String value) {
        return switch (option) {
            case "--cases" ->
                new Options(cases(value), proxies, rounds, seconds, warmSeconds, value.contains("start") ? starts : 0);
            case "--proxies" -> new Options(cases, proxies(value), rounds, seconds, warmSeconds, starts);
            case "--rounds" -> new Options(cases, proxies, positive(option, value), seconds, warmSeconds, starts);
            case "--seconds" -> new Options(cases, proxies, rounds, positive(option, value), warmSeconds, starts);
            default -> throw new IllegalArgumentException(option + " (expected: one of the following)\n" + HELP);
        };
    }

    private static List<Case> cases(String value) {
        var chosen = new ArrayList<Case>();
        for (var name : value.split(",")) {
            if (name.equals("start")) continue;
            chosen.add(Case.ALL.stream()
                    .filter(benchmark -> benchmark.name().equals(name))
                    .findFirst()
                    .orElseThrow(() ->
                            new IllegalArgumentException("--cases " + name + " (expected: one of these)\n" + HELP)));
        }
        return chosen;
    }

    private static List<String> proxies(String value) {
        var chosen = List.of(value.split(","));
        if (Proxy.NAMES.containsAll(chosen)) return chosen;
        throw new IllegalArgumentException("--proxies " + value + " (expected: of " + Proxy.NAMES + ")");
    }

    private static int positive(String option, String value) {
        if (value.matches("[1-9]\\d{0,3}")) return Integer.parseInt(value);
        throw new IllegalArgumentException(option + " " + value + " (expected: 1 to 9999)");
    }
}
