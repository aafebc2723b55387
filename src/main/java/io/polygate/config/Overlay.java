package io.polygate.config;

import io.polygate.model.NearNames;
import java.util.ArrayList;
import java.util.Map;
import java.util.regex.Pattern;

/// Lays the environment and then the flags over what the file said.
final class Overlay {

    /// What Kubernetes puts into the environment of every container for a service named `polygate…`.
    private static final Pattern SERVICE_LINK =
            Pattern.compile("POLYGATE_(\\w+_)?(SERVICE_(HOST|PORT)(_\\w+)?|PORT_\\d+_(TCP|UDP|SCTP)(_\\w+)?)");
    private static final Pattern SERVICE_ADDRESS = Pattern.compile("(tcp|udp|sctp)://.*");

    private final SettingNames names;
    private final Interpolation interpolation;
    private final Problems problems;

    Overlay(SettingNames names, Interpolation interpolation, Problems problems) {
        this.names = names;
        this.interpolation = interpolation;
        this.problems = problems;
    }

    void environment(Map<String, String> environment, Value.Mapping base) {
        environment.keySet().stream()
                .filter(name -> name.startsWith(SettingNames.PREFIX))
                .sorted()
                .forEach(name -> variable(name, environment.getOrDefault(name, ""), base));
    }

    private void variable(String name, String text, Value.Mapping base) {
        if (SERVICE_LINK.matcher(name).matches()
                || SERVICE_ADDRESS.matcher(text).matches()) {
            return;
        }
        var path = names.pathOf(name);
        if (path != null) {
            set(path, text, name, base);
        } else if (names.namesSection(name)) {
            var near = NearNames.of(name, names.variables(), 1);
            problems.add(name, "", "unknown key", near.isEmpty() ? "a key of conf/gateway.yaml" : near.getFirst());
        }
    }

    void flags(Iterable<ConfigSources.Flag> flags, Value.Mapping base) {
        for (var flag : flags) {
            var name = "--" + flag.path();
            if (names.find(flag.path()) != null) {
                set(flag.path(), flag.value(), name, base);
                continue;
            }
            var near = NearNames.of(flag.path(), names.paths(), 1);
            problems.add(
                    name, "", "unknown key", near.isEmpty() ? "a key of conf/gateway.yaml" : "--" + near.getFirst());
        }
    }

    private void set(String path, String text, String origin, Value.Mapping base) {
        var value = valueOf(path, text, origin);
        var keys = path.split("\\.");
        var around = base;
        for (var index = 0; index < keys.length - 1; index++) {
            around = child(around, keys[index], origin);
        }
        var key = keys[keys.length - 1];
        around.put(key, merged(around.values().getOrDefault(key, value), value), origin);
    }

    private Value valueOf(String path, String text, String origin) {
        return switch (names.find(path)) {
            case Entry.Leaf _ -> scalar(path, text, origin);
            case Entry.Leaves _ when !text.stripLeading().startsWith("[") -> commaList(path, text, origin);
            case null, default -> yaml(path, text, origin);
        };
    }

    /// A variable stands for itself; only a flag may refer to one.
    private Value scalar(String path, String text, String origin) {
        return origin.startsWith("--")
                ? interpolation.resolve(text, path, origin, problems)
                : new Value.Scalar(text, text, origin);
    }

    private Value commaList(String path, String text, String origin) {
        var items = new ArrayList<Value>();
        for (var item : text.split(",")) {
            if (!item.isBlank()) {
                items.add(scalar(path, item.strip(), origin));
            }
        }
        return new Value.Sequence(items, origin);
    }

    private Value yaml(String path, String text, String origin) {
        var read = new YamlReader(interpolation, problems, _ -> origin).read(text, path);
        return read == null ? new Value.Nothing(origin) : read;
    }

    private static Value.Mapping child(Value.Mapping around, String key, String origin) {
        if (around.values().get(key) instanceof Value.Mapping mapping) {
            return mapping;
        }
        var mapping = Value.Mapping.empty(origin);
        around.put(key, mapping, origin);
        return mapping;
    }

    /// Mappings become one; of anything else `over` holds.
    static Value merged(Value under, Value over) {
        if (under instanceof Value.Mapping base && over instanceof Value.Mapping added && base != added) {
            added.values().forEach((key, value) -> {
                var held = base.values().get(key);
                base.put(key, held == null ? value : merged(held, value), added.keyOrigin(key));
            });
            return base;
        }
        return over;
    }
}
