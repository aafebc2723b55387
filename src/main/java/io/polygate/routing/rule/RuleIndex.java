package io.polygate.routing.rule;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Rules by name. A name without `*` is a look-up; patterns are found by what stands before their first `*` and behind
/// their last one, so that the number of rules does not matter. Immutable; safe from every thread.
///
/// Of patterns that match, the one with the longest beginning counts, then the one with the longest end, then the
/// first.
public final class RuleIndex {

    private record Pattern(Wildcard name, Rule rule) {}

    private final Rule.Known known;
    private final Map<String, Rule> byName = new HashMap<>();
    private final ByLength<ByLength<List<Pattern>>> byPrefix = new ByLength<>();
    private @Nullable Pattern any;

    /// Values by text, and the lengths that their texts have, the longest first.
    private static final class ByLength<T> {

        private final Map<String, T> values = new HashMap<>();
        private int[] lengths = {};

        T at(String text, Supplier<T> fresh) {
            if (Arrays.stream(lengths).noneMatch(length -> length == text.length())) {
                lengths = IntStream.concat(Arrays.stream(lengths), IntStream.of(text.length()))
                        .map(length -> -length)
                        .sorted()
                        .map(length -> -length)
                        .toArray();
            }
            return values.computeIfAbsent(text, t -> fresh.get());
        }
    }

    public RuleIndex(List<ModelConfig> rules, Rule.Known known) {
        this(rules, known, null);
    }

    /// @param before one whose rules are taken over where neither they nor what is known of models has changed
    public RuleIndex(List<ModelConfig> rules, Rule.Known known, @Nullable RuleIndex before) {
        this.known = known;
        var same = before != null && before.known.equals(known) ? before : null;
        for (var config : rules) {
            var made = same == null ? null : same.byName.get(config.name());
            var rule = made != null && made.isOf(config) ? made : Rule.of(config, known);
            add(config.name(), rule);
            config.aliases().forEach(alias -> add(alias, rule));
        }
    }

    private void add(String name, Rule rule) {
        if (!Wildcard.is(name)) {
            byName.putIfAbsent(name, rule);
            return;
        }
        var pattern = new Pattern(new Wildcard(name), rule);
        if (name.equals("*")) {
            any = any == null ? pattern : any;
        } else {
            byPrefix.at(pattern.name.prefix(), ByLength::new)
                    .at(pattern.name.suffix(), ArrayList::new)
                    .add(pattern);
        }
    }

    /// The rule of exactly this name, or null.
    public @Nullable Rule named(String name) {
        return byName.get(name);
    }

    /// The rule whose pattern fits best, or null; `*` alone doesn't count.
    public @Nullable Rule matching(String name) {
        for (int length : byPrefix.lengths) {
            var endings = length <= name.length() ? byPrefix.values.get(name.substring(0, length)) : null;
            var found = endings == null ? null : matching(endings, length, name);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private @Nullable Rule matching(ByLength<List<Pattern>> endings, int from, String name) {
        for (int length : endings.lengths) {
            if (from + length <= name.length()) {
                var found = first(endings.values.get(name.substring(name.length() - length)), name);
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
