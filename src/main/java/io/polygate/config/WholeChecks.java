package io.polygate.config;

import io.polygate.door.proxy.ProxyRoute;
import io.polygate.edge.ServerConfig;
import io.polygate.identity.AuthConfig;
import io.polygate.model.NearNames;
import io.polygate.model.Secret;
import io.polygate.provider.ProviderConfig;
import io.polygate.routing.rule.Wildcard;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What only the whole can tell: names said twice, references that lead nowhere, values that exclude each other.
final class WholeChecks {

    private final GatewayConfig config;
    private final Problems problems;

    WholeChecks(GatewayConfig config, Problems problems) {
        this.config = config;
        this.problems = problems;
    }

    void run() {
        ports();
        tls(config.server().tls());
        keys();
        unique(
                "providers",
                "id",
                config.providers().stream().map(ProviderConfig::id).toList());
        descriptors();
        modelNames();
        targets();
        fallbacks();
        unique("routes", "path", config.routes().stream().map(ProxyRoute::path).toList());
        if (config.bus().aliveTimeout().compareTo(config.bus().aliveInterval()) <= 0) {
            problems.at(
                    "bus.alive-timeout", config.bus().aliveTimeout().toMillis() + "ms", "more than bus.alive-interval");
        }
        if (config.cluster().roles().isEmpty()) {
            problems.at("cluster.roles", "none", "doors, routing or both");
        }
    }

    /// Notes on what is allowed and yet worth a look.
    List<String> notes() {
        var host = config.server().host();
        var notes = new ArrayList<String>();
        if (config.auth().mode() == AuthConfig.Mode.OPEN && !host.equals("127.0.0.1") && !host.equals("localhost")) {
            notes.add("auth.mode is open and the gateway listens on " + host + ": whoever reaches it may call");
        }
        return notes;
    }

    private void ports() {
        var management = config.management();
        var same = management.enabled()
                && management.port() != 0
                && management.port() == config.server().port();
        if (same && management.host().equals(config.server().host())) {
            problems.at("management.port", String.valueOf(management.port()), "another port than server.port");
        }
    }

    private void tls(ServerConfig.@Nullable Tls tls) {
        if (tls != null) {
            readable("server.tls.cert", tls.cert(), "a readable PEM file");
            readable("server.tls.key", tls.key(), "a readable PEM file");
        }
    }

    private void descriptors() {
        for (var index = 0; index < config.providers().size(); index++) {
            var file = config.providers().get(index).descriptors();
            if (file != null) {
                readable("providers[" + index + "].descriptors", file, "a readable descriptor set");
            }
        }
    }

    private void readable(String path, Path file, String expected) {
        if (!problems.sound(path)) {
            return;
        }
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            problems.at(path, Problems.quote(file.toString()), expected);
        }
    }

    private void keys() {
        var names = new HashMap<String, String>();
        var secrets = new HashMap<String, String>();
        for (var index = 0; index < config.keys().size(); index++) {
            var key = config.keys().get(index);
            once(names, key.name(), "keys[" + index + "].name", Problems.quote(key.name()));
            once(secrets, key.key().value(), "keys[" + index + "].key", Secret.MASK);
        }
    }

    private void unique(String list, String key, List<String> values) {
        var seen = new HashMap<String, String>();
        for (var index = 0; index < values.size(); index++) {
            once(seen, values.get(index), list + "[" + index + "]." + key, Problems.quote(values.get(index)));
        }
    }

    private void modelNames() {
        var seen = new HashMap<String, String>();
        for (var index = 0; index < config.models().size(); index++) {
            var model = config.models().get(index);
            var path = "models[" + index + "]";
            once(seen, model.name(), path + ".name", Problems.quote(model.name()));
            for (var alias = 0; alias < model.aliases().size(); alias++) {
                var name = model.aliases().get(alias);
                once(seen, name, path + ".aliases[" + alias + "]", Problems.quote(name));
            }
        }
    }

    private void once(Map<String, String> seen, String value, String path, String shown) {
        if (!problems.sound(path)) {
            return;
        }
        var first = seen.putIfAbsent(value, path);
        if (first != null) {
            problems.at(path, shown, "one that is not taken: " + first + " is the same");
        }
    }

    private void targets() {
        var ids = providerIds();
        for (var index = 0; index < config.models().size(); index++) {
            var targets = config.models().get(index).targets();
            var path = "models[" + index + "].targets";
            if (targets.isEmpty() && !problems.hasBelow(path)) {
                problems.at(path, "none", "at least one target");
            }
            for (var target = 0; target < targets.size(); target++) {
                provider(path + "[" + target + "].provider", targets.get(target).provider(), ids);
            }
        }
    }

    private Set<String> providerIds() {
        return config.providers().stream().map(ProviderConfig::id).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /// A fallback may be any name that a call may ask for.
    private void fallbacks() {
        var names = new LinkedHashSet<String>();
        config.models().forEach(model -> {
            names.add(model.name());
            names.addAll(model.aliases());
        });
        var askable = new Askable(
                names,
                names.stream()
                        .filter(name -> name.indexOf('*') >= 0)
                        .map(Wildcard::new)
                        .toList(),
                providerIds());
        for (var index = 0; index < config.models().size(); index++) {
            var fallbacks = config.models().get(index).fallbacks();
            for (var each = 0; each < fallbacks.size(); each++) {
                fallback("models[" + index + "].fallbacks[" + each + "]", fallbacks.get(each), askable);
            }
        }
    }

    /// The names that a call may ask for: as they stand, by pattern, or with a provider before them.
    private record Askable(Set<String> names, List<Wildcard> patterns, Set<String> providers) {

        boolean has(String name) {
            int slash = name.indexOf('/');
            return names.contains(name)
                    || slash > 0 && providers.contains(name.substring(0, slash))
                    || patterns.stream().anyMatch(pattern -> pattern.matches(name));
        }
    }

    private void fallback(String path, String name, Askable askable) {
        if (askable.has(name) || !problems.sound(path)) {
            return;
        }
        var near = NearNames.of(name, askable.names, 1);
        problems.at(path, Problems.quote(name), near.isEmpty() ? "the name of a model" : "model " + near.getFirst());
    }

    private void provider(String path, String id, Set<String> ids) {
        if (ids.contains(id) || !problems.sound(path)) {
            return;
        }
        var near = NearNames.of(id, ids, 1);
        var known = ids.isEmpty() ? "a provider; there is none" : "one of the providers " + String.join(", ", ids);
        problems.at(path, Problems.quote(id), near.isEmpty() ? known : "provider " + near.getFirst());
    }
}
