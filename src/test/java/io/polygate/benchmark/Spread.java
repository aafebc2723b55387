package io.polygate.benchmark;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// The median of some rounds, and how far they lay apart.
record Spread(double median, double min, double max) {
    static Spread of(Stream<Double> values) {
        List<Double> sorted = values.sorted().toList();
        if (sorted.isEmpty()) return new Spread(Double.NaN, Double.NaN, Double.NaN);
        int middle = sorted.size() / 2;
        double median = sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
        return new Spread(median, sorted.getFirst(), sorted.getLast());
    }

    /// As `12.3 (11.9–12.8)`; the median alone where the rounds agree to the last digit shown; a dash without rounds.
    String show() {
        if (Double.isNaN(median)) return "–";
        var low = number(min);
        var high = number(max);
        return low.equals(high) ? number(median) : "%s (%s–%s)".formatted(number(median), low, high);
    }

    /// Three digits or more of a number, thousands apart.
    static String number(double value) {
        double size = Math.abs(value);
        return String.format(Locale.ROOT, size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : "%.2f", value);
    }
}
