package io.polygate.config;

import io.polygate.model.NearNames;
import io.polygate.provider.Preset;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Completes what the sources say of providers by what is known of their vendors.
///
/// Works on the tree before it is read, so that a completed provider is checked and printed as if it had been written
/// out. A vendor whose variable is set is switched on with its models, unless there is a provider of that id. Where
/// no provider is left at all there is the mock, so that a first call works without any account.
final class PresetProviders {

    private static final String ANY_REGION = "*";
    private static final String MOCK = "mock";

    /// Dialects that many vendors speak.
    private static final Set<String> SHARED = Set.of("openai", "responses", "anthropic", "gemini");

    private final PresetFiles files;
    private final Map<String, String> environment;
    private final Interpolation interpolation;
    private final Problems problems;

    PresetProviders(
            PresetFiles files, Map<String, String> environment, Interpolation interpolation, Problems problems) {
        this.files = files;
        this.environment = environment;
        this.interpolation = interpolation;
        this.problems = problems;
    }

    void complete(Value.Mapping root) {
        var providers = items(root, "providers");
        if (providers == null) {
            return;
        }
        var ids = new HashSet<String>();
        for (var index = 0; index < providers.size(); index++) {
            if (providers.get(index) instanceof Value.Mapping provider) {
                ids.add(text(provider, "id"));
                complete(provider, "providers[" + index + "]");
            }
        }
        var added = new ArrayList<Preset>();
        for (var known : files.switches()) {
            var variable = switchedOnBy(known);
            if (variable != null && !ids.contains(known.id())) {
                added.add(add(known.id(), variable, providers));
            }
        }
        if (providers.isEmpty()) {
            added.add(add(MOCK, "defaults", providers));
        }
        put(root, "providers", providers);
        addModels(root, added);
    }

    private @Nullable String switchedOnBy(PresetFiles.Switch known) {
        if (isSet(known.local())) {
            return known.local();
        }
        var local = !known.local().isEmpty();
        return local || !known.needs().stream().allMatch(this::isSet) ? null : firstSet(known.variables());
    }

    private Preset add(String id, String origin, List<Value> providers) {
        var provider = Value.Mapping.empty(origin);
        put(provider, "id", id, origin);
        complete(provider, "providers[" + providers.size() + "]");
        providers.add(provider);
        return Objects.requireNonNull(files.find(id));
    }

    /// An account may stand beside the address in place of a list of one.
    private static void gatherAccount(Value.Mapping provider) {
        var said = CredentialSchema.ACCOUNT.stream()
                .filter(key -> !absent(provider, key))
                .toList();
        if (said.isEmpty() || !absent(provider, "credentials")) {
            return;
        }
        var credential = Value.Mapping.empty(provider.origin());
        for (var key : said) {
            var origin = provider.keyOrigin(key);
            credential.put(key, Objects.requireNonNull(provider.values().get(key)), origin);
            provider.remove(key);
        }
        provider.put("credentials", new Value.Sequence(List.of(credential), provider.origin()), provider.origin());
    }

    private void complete(Value.Mapping provider, String path) {
        gatherAccount(provider);
        var preset = presetOf(provider, path);
        if (preset == null) {
            return;
        }
        var origin = provider.origin();
        putIfAbsent(provider, "vendor", preset.id(), origin);
        putIfAbsent(provider, "dialect", preset.dialectAt(text(provider, "base-url")), origin);
        if (absent(provider, "base-url") && absent(provider, "discovery")) {
            baseUrl(provider, path, preset);
        }
        var variable = firstSet(preset.variables());
        if (variable != null && absent(provider, "credentials")) {
            var credential = Value.Mapping.empty(variable);
            credential.put("value", fromVariable(variable), variable);
            provider.put("credentials", new Value.Sequence(List.of(credential), variable), variable);
        }
    }

    private @Nullable Preset presetOf(Value.Mapping provider, String path) {
        if (!absent(provider, "vendor")) {
            var vendor = text(provider, "vendor");
            var preset = files.find(vendor);
            if (preset == null) {
                var known =
                        files.switches().stream().map(PresetFiles.Switch::id).toList();
                var near = NearNames.of(vendor, known, 1);
                problems.add(
                        provider.keyOrigin("vendor"),
                        path + ".vendor",
                        Problems.quote(vendor),
                        near.isEmpty() ? "one of " + String.join(", ", known) : near.getFirst());
            }
            return preset;
        }
        var byId = files.find(text(provider, "id"));
        if (byId != null) {
            return byId;
        }
        var host = hostOf(text(provider, "base-url"));
        var byHost = files.byHost(host);
        return byHost == null ? byDialect(text(provider, "dialect"), host) : byHost;
    }

    /// A dialect that bears its vendor's name is nobody else's.
    private @Nullable Preset byDialect(String dialect, String host) {
        var shared = SHARED.contains(dialect) || dialect.equals(MOCK) && !host.isEmpty();
        return shared ? null : files.find(dialect);
    }

    private void baseUrl(Value.Mapping provider, String path, Preset preset) {
        var spoken = preset.baseUrls(text(provider, "dialect"));
        var local = preset.local();
        var address = local == null
                ? ""
                : environment.getOrDefault(local.variable(), "").strip();
        if (local != null && !address.isEmpty()) {
            var url = LocalAddresses.complete(address, local, path(preset, spoken));
            provider.put("base-url", new Value.Scalar(url, address, local.variable()), local.variable());
            return;
        }
        var template = spoken.get(region(preset, spoken));
        if (template != null) {
            var origin = provider.origin();
            provider.put("base-url", interpolation.resolve(template, path + ".base-url", origin, problems), origin);
        }
    }

    /// The region that the vendor's variable names, else the first where it speaks like this.
    private String region(Preset preset, Map<String, String> spoken) {
        var first = spoken.keySet().stream().findFirst().orElse("");
        var variable = preset.regionVariable();
        if (variable == null || !isSet(variable)) {
            return first;
        }
        var named = environment.getOrDefault(variable, "").strip();
        if (spoken.containsKey(named)) {
            return named;
        }
        var regions = preset.baseUrls().keySet();
        if (spoken.containsKey(ANY_REGION)) {
            return ANY_REGION;
        }
        if (!regions.contains(named)) {
            problems.add(variable, "", Problems.quote(named), "one of " + String.join(", ", regions));
        }
        return first;
    }

    /// Adds the models of the vendors that were switched on; a name that is taken stays with whom has it.
    private void addModels(Value.Mapping root, List<Preset> added) {
        var models = items(root, "models");
        if (models == null) {
            return;
        }
        var taken = namesOf(models);
        for (var preset : added) {
            for (var model : preset.models()) {
                if (taken.add(model.id())) {
                    models.add(model(model.id(), preset.id()));
                }
            }
        }
        put(root, "models", models);
    }

    private static Value model(String name, String provider) {
        var origin = "presets/" + provider + ".yaml";
        var target = Value.Mapping.empty(origin);
        put(target, "provider", provider, origin);
        put(target, "model", name, origin);
        var model = Value.Mapping.empty(origin);
        put(model, "name", name, origin);
        model.put("targets", new Value.Sequence(List.of(target), origin), origin);
        return model;
    }

    private static Set<String> namesOf(List<Value> models) {
        var names = new HashSet<String>();
        for (var model : models) {
            if (model instanceof Value.Mapping mapping) {
                names.add(text(mapping, "name"));
                if (mapping.values().get("aliases") instanceof Value.Sequence(var aliases, var _)) {
                    aliases.forEach(alias -> names.add(alias instanceof Value.Scalar scalar ? scalar.text() : ""));
                } else {
                    names.add(text(mapping, "aliases"));
                }
            }
        }
        return names;
    }

    /// A copy of a list; empty where there is none, null where there is something else.
    private static @Nullable List<Value> items(Value.Mapping root, String key) {
        return switch (root.values().get(key)) {
            case Value.Sequence(var items, var _) -> new ArrayList<>(items);
            case null -> new ArrayList<>();
            case Value.Nothing _ -> new ArrayList<>();
            default -> null;
        };
    }

    private static void put(Value.Mapping root, String key, List<Value> items) {
        var origin = root.keyOrigin(key);
        root.put(key, new Value.Sequence(items, origin), origin);
    }

    private static void put(Value.Mapping mapping, String key, String text, String origin) {
        mapping.put(key, new Value.Scalar(text, text, origin), origin);
    }

    private static void putIfAbsent(Value.Mapping mapping, String key, String text, String origin) {
        if (absent(mapping, key)) {
            put(mapping, key, text, origin);
        }
    }

    private static boolean absent(Value.Mapping mapping, String key) {
        var value = mapping.values().get(key);
        return value == null || value instanceof Value.Nothing;
    }

    private static String text(Value.Mapping mapping, String key) {
        return mapping.values().get(key) instanceof Value.Scalar scalar ? scalar.text() : "";
    }

    private Value fromVariable(String variable) {
        return new Value.Scalar(environment.getOrDefault(variable, "").strip(), "${" + variable + "}", variable);
    }

    private @Nullable String firstSet(List<String> variables) {
        return variables.stream().filter(this::isSet).findFirst().orElse(null);
    }

    private boolean isSet(String variable) {
        return !environment.getOrDefault(variable, "").isBlank();
    }

    /// The path that a local address gets: that of the dialect spoken.
    private static String path(Preset preset, Map<String, String> spoken) {
        var local = preset.local();
        if (local != null && spoken.equals(preset.baseUrls())) {
            return local.path();
        }
        var first = spoken.values().stream().findFirst().orElse("");
        return first.replaceFirst("^[a-z]+://[^/]*", "");
    }

    private static String hostOf(String address) {
        try {
            var host = URI.create(address).getHost();
            return host == null ? "" : host.toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
