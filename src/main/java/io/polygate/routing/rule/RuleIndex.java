package io.polygate.routing.rule;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Rules by name. A name without `*` is a look-up; patterns are found by what stands before their first `*`, or else
/// behind their last one, so that the number of rules does not matter. Immutable; safe from every thread.
///
/// Of patterns that match, the one with the longest beginning counts, then the one with the longest end, then the
// first.
public final class RuleIndex {

    private record Pattern(Wildcard name, Rule rule) {}

    private final Rule.Known known;
    private final Map<String, Rule> byName = new HashMap<>();
    private final Map<String, List<Pattern>> byPrefix = new HashMap<>();
    private final Map<String, List<Pattern>> bySuffix = new HashMap<>();
    private final int[] prefixLengths;
    private final int[] suffixLengths;
    private @Nullable Pattern any;

    public RuleIndex(List<ModelConfig> rules, Rule.Known known) {
        this.known = known;
        for (var config : rules) {
            var rule = Rule.of(config, known);
            add(config.name(), rule);
            config.aliases().forEach(alias -> add(alias, rule));
        }
        prefixLengths = lengths(byPrefix);
        suffixLengths = lengths(bySuffix);
    }

    private void add(String name, Rule rule) {
        if (!Wildcard.is(name)) {
            byName.putIfAbsent(name, rule);
            return;
        }
        var pattern = new Pattern(new Wildcard(name), rule);
        if (name.equals("*")) {
            any = any == null ? pattern : any;
        } else if (!pattern.name.prefix().isEmpty()) {
            insert(byPrefix, pattern.name.prefix(), pattern, Comparator.comparingInt(p -> -p.name.suffix()
                    .length()));
        } else {
            insert(bySuffix, pattern.name.suffix(), pattern, Comparator.comparingInt(p -> 0));
        }
    }

    private static void insert(
            Map<String, List<Pattern>> index, String key, Pattern pattern, Comparator<Pattern> order) {
        var same = index.computeIfAbsent(key, k -> new ArrayList<>(1));
        same.add(pattern);
        same.sort(order);
    }

    private static int[] lengths(Map<String, List<Pattern>> index) {
        return index.keySet().stream()
                .map(String::length)
                .distinct()
                .sorted(Comparator.reverseOrder())
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /// The rule of exactly this name, or null.
    public @Nullable Rule named(String name) {
        return byName.get(name);
    }

    /// The rule whose pattern fits best, or null; `*` alone doesn't count.
    public @Nullable Rule matching(String name) {
        for (int length : prefixLengths) {
            if (length <= name.length()) {
                var found = first(byPrefix.get(name.substring(0, length)), name);
                if (found != null) {
                    return found;
                }
            }
        }
        for (int length : suffixLengths) {
            if (length <= name.length()) {
                var found = first(bySuffix.get(name.substring(name.length() - length)), name);
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    private @Nullable Rule first(@Nullable List<Pattern> patterns, String name) {
        if (patterns != null) {
            for (var pattern : patterns) {
                if (pattern.name.matches(name)) {
                    return pattern.rule.forName(name, pattern.name, known);
                }
            }
        }
        return null;
    }

    /// The rule of the pattern `*`, or null.
    public @Nullable Rule any(String name) {
        return any == null ? null : any.rule.forName(name, any.name, known);
    }

    /// Every name without a `*`, sorted.
    public Set<String> names() {
        return Collections.unmodifiableSet(new TreeSet<>(byName.keySet()));
    }
}
