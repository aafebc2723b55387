package io.polygate.routing;

import io.polygate.model.NearNames;
import io.polygate.routing.ModelConfig.Target;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Which targets stand behind a name. Immutable; safe from every thread.
///
/// A name is a configured model, one of its aliases, or `provider/model`, which goes to that provider as it is.
public final class Models {

    private static final int SUGGESTIONS = 3;

    /// A name's targets, best first, and the name that logs and metrics show.
    public record Choice(String name, List<Target> targets) {}

    private final List<ModelConfig> models;
    private final Map<String, Choice> byName = new HashMap<>();
    private final Set<String> providers;

    /// @param found what providers were seen to serve beside what is configured, by provider; those that serve the same
    ///     share its calls, each by as often as it is told of
    public Models(List<ModelConfig> configured, Set<String> providers, Map<String, List<String>> found) {
        var models = new ArrayList<>(configured);
        models.addAll(served(found));
        this.models = List.copyOf(models);
        this.providers = Set.copyOf(providers);
        for (var model : models) {
            var choice = new Choice(model.name(), model.targets());
            byName.putIfAbsent(model.name(), choice);
            model.aliases().forEach(alias -> byName.putIfAbsent(alias, choice));
        }
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

    /// The choice for a name, or null when nobody serves it.
    public @Nullable Choice find(String name) {
        var choice = byName.get(name);
        if (choice != null) {
            return choice;
        }
        int slash = name.indexOf('/');
        if (slash <= 0 || slash == name.length() - 1 || !providers.contains(name.substring(0, slash))) {
            return null;
        }
        var target = new Target(name.substring(0, slash), name.substring(slash + 1), 1, 1);
        return new Choice(name, List.of(target));
    }

    /// What the caller may have meant.
    public List<String> near(String name) {
        return NearNames.of(name, byName.keySet(), SUGGESTIONS);
    }

    /// Every name that can be asked for, with the provider of its first target, in the order of the configuration.
    public List<Listed> list() {
        var listed = new ArrayList<Listed>();
        var seen = new TreeSet<String>();
        for (var model : models) {
            var provider = model.targets().getFirst().provider();
            if (seen.add(model.name())) {
                listed.add(new Listed(model.name(), provider));
            }
            for (var alias : model.aliases()) {
                if (seen.add(alias)) {
                    listed.add(new Listed(alias, provider));
                }
            }
        }
        return listed;
    }

    public record Listed(String name, String provider) {}
}
