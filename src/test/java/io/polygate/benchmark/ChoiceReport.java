package io.polygate.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;

/// What JMH measured of choosing, as a table in docs/performance.md: its argument is JMH's file of comma-separated
/// values. Exit code 1 where a figure is above what is promised.
public final class ChoiceReport {
    private static final double RULE_NANOS = 5_000;
    private static final double TARGET_NANOS = 2_000;

    private record Row(String benchmark, String balance, double nanos) {
        boolean rule() {
            return benchmark.contains("RuleBenchmark");
        }

        String method() {
            return benchmark.substring(benchmark.lastIndexOf('.') + 1);
        }
    }

    private ChoiceReport() {}

    public static void main(String[] arguments) throws IOException {
        var rows = new ArrayList<Row>();
        for (var line : Files.readAllLines(Path.of(arguments[0]))) {
            var cells = line.replace("\"", "").split(",");
            if (cells[0].endsWith("Benchmark")) continue;
            rows.add(new Row(cells[0], cells.length > 7 ? cells[7] : "", Double.parseDouble(cells[4])));
        }
        var table = table(rows);
        System.out.print("\n" + table);
        new PerformancePage(Path.of("docs", "performance.md"), "choice").publish(table);
        var late = rows.stream()
                .filter(row -> row.nanos > (row.rule() ? RULE_NANOS : TARGET_NANOS))
                .toList();
        late.forEach(row -> System.out.println("BROKEN: " + row));
        System.exit(late.isEmpty() ? 0 : 1);
    }

    private static String table(List<Row> rows) {
        var text = new StringBuilder();
        text.append(OffsetDateTime.now().truncatedTo(ChronoUnit.SECONDS)).append(".\n\n");
        text.append("| among 10,000 rules | ns |\n|---|--:|\n");
        rows.stream()
                .filter(Row::rule)
                .forEach(row -> text.append("| %s | %.0f |\n".formatted(words(row.method()), row.nanos)));
        text.append("\n| among 100 | targets of a rule, ns | endpoints of a provider, ns |\n|---|--:|--:|\n");
        var byBalance = new LinkedHashMap<String, List<Row>>();
        rows.stream().filter(row -> !row.rule()).forEach(row -> byBalance
                .computeIfAbsent(row.balance, b -> new ArrayList<>())
                .add(row));
        byBalance.forEach((balance, both) -> text.append("| `%s` | %s | %s |\n"
                .formatted(balance.toLowerCase(Locale.ROOT), nanos(both, "target"), nanos(both, "endpoint"))));
        return text.toString();
    }

    private static String nanos(List<Row> rows, String method) {
        return rows.stream()
                .filter(row -> row.method().equals(method))
                .map(row -> "%.0f".formatted(row.nanos))
                .findFirst()
                .orElse("–");
    }

    /// A method's name in words.
    private static String words(String name) {
        return name.replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT);
    }
}
