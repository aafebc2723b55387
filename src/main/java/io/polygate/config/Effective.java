package io.polygate.config;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/// The keys of a snapshot with the values that hold, and the files that values were read from.
public final class Effective {

    /// Makes the effective values of the entries that a schema left behind.
    interface Maker {
        Effective of(List<Entry> entries);
    }

    /// A value and whether it needs a restart to change.
    private record Held(String text, boolean atStart) {}

    private final List<Entry> entries;
    private final Set<Path> files;

    Effective(List<Entry> entries, Set<Path> files) {
        this.entries = List.copyOf(entries);
        this.files = Set.copyOf(files);
    }

    /// The values as YAML, secrets masked.
    String yaml() {
        return new YamlWriter(YamlWriter.Style.SHOWN).write(entries);
    }

    /// The values as JSON, secrets masked.
    JsonObject tree() {
        return EntryJson.of(entries);
    }

    /// The files that values were taken from by `${file:…}`.
    Set<Path> files() {
        return files;
    }

    /// Whether every value is the same as there.
    boolean sameAs(Effective other) {
        return values().equals(other.values());
    }

    /// The keys whose change waits for a restart.
    List<String> waitingForRestart(Effective before) {
        var held = values();
        held.putAll(before.values());
        return changedSince(before).stream()
                .filter(path -> Objects.requireNonNull(held.get(path)).atStart())
                .toList();
    }

    /// The keys that differ, sorted.
    List<String> changedSince(Effective before) {
        var held = values();
        var earlier = before.values();
        var paths = new TreeSet<>(held.keySet());
        paths.addAll(earlier.keySet());
        paths.removeIf(path -> Objects.equals(held.get(path), earlier.get(path)));
        return List.copyOf(paths);
    }

    private Map<String, Held> values() {
        var values = new LinkedHashMap<String, Held>();
        entries.forEach(entry -> collect("", entry, values));
        return values;
    }

    private static void collect(String parent, Entry entry, Map<String, Held> values) {
        if (!entry.live()) {
            return;
        }
        var path = parent.isEmpty() ? entry.key() : parent + "." + entry.key();
        switch (entry) {
            case Entry.Leaf leaf -> values.put(path, new Held(leaf.text(), leaf.atStart()));
            case Entry.Leaves leaves -> values.put(path, new Held(leaves.texts().toString(), leaves.atStart()));
            case Entry.Group group -> group.entries().forEach(child -> collect(path, child, values));
            case Entry.Groups groups -> {
                for (var index = 0; index < groups.items().size(); index++) {
                    var at = path + "[" + index + "]";
                    groups.items().get(index).forEach(child -> collect(at, child, values));
                }
            }
        }
    }
}
