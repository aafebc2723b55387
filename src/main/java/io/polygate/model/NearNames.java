package io.polygate.model;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// Which known names somebody may have meant: for the "did you mean" of an error.
public final class NearNames {

    private static final int LONGEST = 256;

    private NearNames() {}

    /// The known names that are at most a third of the asked name's letters away, nearest first, at most `limit`.
    public static List<String> of(String asked, Collection<String> known, int limit) {
        if (asked.isEmpty() || asked.length() > LONGEST) {
            return List.of();
        }
        var reach = Math.max(1, asked.length() / 3);
        record Near(String name, int distance) {}
        return known.stream()
                .filter(name -> Math.abs(name.length() - asked.length()) <= reach)
                .map(name -> new Near(name, distance(lower(asked), lower(name))))
                .filter(near -> near.distance() <= reach)
                .sorted(Comparator.comparingInt(Near::distance).thenComparing(Near::name))
                .limit(limit)
                .map(Near::name)
                .toList();
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /// Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours count one each.
    private static int distance(String from, String to) {
        var beforeLast = new int[to.length() + 1];
        var last = new int[to.length() + 1];
        Arrays.setAll(last, column -> column);
        for (var row = 1; row <= from.length(); row++) {
            var current = new int[to.length() + 1];
            current[0] = row;
            for (var column = 1; column <= to.length(); column++) {
                var cost = from.charAt(row - 1) == to.charAt(column - 1) ? 0 : 1;
                var best = Math.min(Math.min(last[column] + 1, current[column - 1] + 1), last[column - 1] + cost);
                if (row > 1 && column > 1 && swapped(from, to, row, column)) {
                    best = Math.min(best, beforeLast[column - 2] + 1);
                }
                current[column] = best;
            }
            beforeLast = last;
            last = current;
        }
        return last[to.length()];
    }

    private static boolean swapped(String from, String to, int row, int column) {
        return from.charAt(row - 1) == to.charAt(column - 2) && from.charAt(row - 2) == to.charAt(column - 1);
    }
}
