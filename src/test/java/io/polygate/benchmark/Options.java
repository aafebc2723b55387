package io.polygate.benchmark;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/// What the command line asks for.
///
/// @param starts how often each proxy is started for its start time; 0 for not at all
/// @param warmCalls calls to the gateway before the first round, so that the JIT has compiled what is measured
/// @param patience how often a round is measured again when others used the machine meanwhile
/// @param publish whether the tables also replace those in docs/performance.md
record Options(
        List<Case> cases,
        List<String> proxies,
        int rounds,
        int seconds,
        int starts,
        int warmCalls,
        int patience,
        boolean publish) {
    static final String START = "start";
    static final String HELP =
            """
            make benchmark ARGS="..."
              --quick          one round of 1 s each and 3 starts: a first look in about two minutes
              --cases a,b      only these: %s, start
              --proxies a,b    only these: direct, nginx, polygate
              --rounds N       rounds of each case, proxies in turn (3)
              --seconds N      length of a round (5)
              --patience N     measure a round again, up to N times, when others used over 20 %% of a core (0)
              --publish        also put the tables into docs/performance.md
            Tables on the terminal and in target/benchmark/results.md; every round in target/benchmark/results.json.
            """.formatted(String.join(", ", Case.ALL.stream().map(Case::name).toList()));

    /// Throws IllegalArgumentException with what was wrong and what was expected.
    static Options parse(String... arguments) {
        var names = Case.ALL.stream().map(Case::name).toList();
        var proxies = Proxy.NAMES;
        int rounds = 3;
        int seconds = 5;
        int starts = 5;
        int warmCalls = 150_000;
        int patience = 0;
        boolean publish = false;
        boolean onlyNamed = false;
        var left = Arrays.asList(arguments).iterator();
        while (left.hasNext()) {
            var option = left.next();
            switch (option) {
                case "--quick" -> {
                    rounds = 1;
                    seconds = 1;
                    starts = 3;
                    warmCalls = 60_000;
                }
                case "--cases" -> {
                    names = List.of(value(option, left).split(","));
                    onlyNamed = true;
                }
                case "--proxies" -> proxies = List.of(value(option, left).split(","));
                case "--rounds" -> rounds = number(option, left);
                case "--seconds" -> seconds = number(option, left);
                case "--patience" -> patience = number(option, left);
                case "--publish" -> publish = true;
                default -> throw new IllegalArgumentException(option + " (expected: one of the following)\n" + HELP);
            }
        }
        if (!Proxy.NAMES.containsAll(proxies)) {
            throw new IllegalArgumentException("--proxies " + proxies + " (expected: of " + Proxy.NAMES + ")");
        }
        if (onlyNamed && !names.contains(START)) starts = 0;
        return new Options(cases(names), proxies, rounds, seconds, starts, warmCalls, patience, publish);
    }

    private static List<Case> cases(List<String> names) {
        return names.stream()
                .filter(name -> !name.equals(START))
                .map(name -> Case.ALL.stream()
                        .filter(benchmark -> benchmark.name().equals(name))
                        .findFirst()
                        .orElseThrow(() ->
                                new IllegalArgumentException("--cases " + name + " (expected: one of these)\n" + HELP)))
                .toList();
    }

    private static String value(String option, Iterator<String> left) {
        if (left.hasNext()) return left.next();
        throw new IllegalArgumentException(option + " (expected: a value after it)\n" + HELP);
    }

    private static int number(String option, Iterator<String> left) {
        var value = value(option, left);
        if (value.matches("[1-9]\\d{0,3}")) return Integer.parseInt(value);
        throw new IllegalArgumentException(option + " " + value + " (expected: 1 to 9999)");
    }
}
