package io.polygate.routing;

import io.polygate.model.NearNames;
import io.polygate.routing.rule.ModelConfig;
import io.polygate.routing.rule.ModelConfig.Target;
import io.polygate.routing.rule.Rule;
import io.polygate.routing.rule.RuleIndex;
import io.polygate.routing.rule.RuleSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Which rule stands behind a name. Immutable; safe from every thread.
///
/// A name is a configured model, one of its aliases, one that a pattern matches, or `provider/model`, which goes to
/// that provider as it is: at most 2,113 characters, none of them a control character, no part of it `..`.
public final class Models {

    private static final int SUGGESTIONS = 3;
    /// The longest that a vendor has: Bedrock's ARNs, with the provider before them.
    private static final int MAX_NAME = 2048 + 65;

    private final List<ModelConfig> models;
    private final RuleIndex rules;
    private final Rule.Known known;
    private final Set<String> providers;

    /// @param found what providers were seen to serve beside what is configured, by provider; those that serve the same
    ///     share its calls, each by as often as it is told of
    public Models(RuleSource source, Set<String> providers, Map<String, List<String>> found, Rule.Known known) {
        this(source, providers, found, new Made(known, null));
    }

    /// What rules are made with, and those of before, of which is kept what did not change.
    public record Made(Rule.Known known, @Nullable Models before) {}

    public Models(RuleSource source, Set<String> providers, Map<String, List<String>> found, Made made) {
        var models = new ArrayList<>(source.rules());
        models.addAll(served(found));
        this.models = List.copyOf(models);
        this.known = made.known;
        this.rules = new RuleIndex(models, known, made.before == null ? null : made.before.rules);
        this.providers = Set.copyOf(providers);
    }

    private static List<ModelConfig> served(Map<String, List<String>> found) {
        var weights = new LinkedHashMap<String, Map<String, Integer>>();
        new TreeMap<>(found)
                .forEach((provider, names) ->
                        names.forEach(name -> weights.computeIfAbsent(name, n -> new LinkedHashMap<>())
                                .merge(provider, 1, Integer::sum)));
        var models = new ArrayList<ModelConfig>();
        weights.forEach((name, providers) -> models.add(new ModelConfig(
                name,
                List.of(),
                providers.entrySet().stream()
                        .map(each -> new Target(each.getKey(), name, each.getValue(), 1))
                        .toList())));
        return models;
    }

    /// The rule for a name, or null when nobody serves it.
    public @Nullable Rule find(String name) {
        var named = rules.named(name);
        if (named != null || !speakable(name)) {
            return named;
        }
        var matching = rules.matching(name);
        if (matching != null) {
            return matching;
        }
        int slash = name.indexOf('/');
        if (slash <= 0 || slash == name.length() - 1 || !providers.contains(name.substring(0, slash))) {
            return rules.any(name);
        }
        return direct(name, name.substring(0, slash), name.substring(slash + 1));
    }

    /// Whether a name that nobody configured may go to a backend and come back in a header: it has no control
    /// characters and no step up, as some backends have it in a path.
    private static boolean speakable(String name) {
        return name.length() <= MAX_NAME
                && name.chars().noneMatch(Character::isISOControl)
                && !("/" + name + "/").contains("/../");
    }

    /// A rule for one target, whatever is configured.
    Rule direct(String name, String provider, String model) {
        return Rule.direct(name, provider, model, known);
    }

    /// What the caller may have meant.
    public List<String> near(String name) {
        return NearNames.of(name, rules.names(), SUGGESTIONS);
    }

    /// Every name that can be asked for, with the provider of its first target, in the order of the configuration.
    /// Patterns are not names.
    public List<Listed> list() {
        var listed = new ArrayList<Listed>();
        var seen = new TreeSet<String>();
        for (var model : models) {
            var provider = model.targets().getFirst().provider();
            add(listed, seen, model.name(), provider);
            model.aliases().forEach(alias -> add(listed, seen, alias, provider));
        }
        return listed;
    }

    private static void add(List<Listed> listed, Set<String> seen, String name, String provider) {
        if (name.indexOf('*') < 0 && seen.add(name)) {
            listed.add(new Listed(name, provider));
        }
    }

    public record Listed(String name, String provider) {}
}
