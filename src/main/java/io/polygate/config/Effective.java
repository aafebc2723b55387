package io.polygate.config;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

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

    List<Entry> entries() {
        return entries;
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

    /// The keys whose change waits for a restart.
    List<String> waitingForRestart(Effective before) {
        return changes(before).entrySet().stream()
                .filter(Map.Entry::getValue)
                .map(Map.Entry::getKey)
                .toList();
    }

    /// The keys that differ, sorted.
    List<String> changedSince(Effective before) {
        return List.copyOf(changes(before).keySet());
    }

    /// Whether each of the keys that differ needs a restart.
    private TreeMap<String, Boolean> changes(Effective before) {
        var changes = new TreeMap<String, Boolean>();
        compare("", entries, before.entries, changes);
        return changes;
    }

    /// Goes down only where something differs: most of a large file does not.
    private static void compare(String parent, List<Entry> now, List<Entry> then, Map<String, Boolean> changes) {
        if (now.equals(then)) {
            return;
        }
        if (!keys(now).equals(keys(then))) {
            values(parent, now, values(parent, then), changes);
            return;
        }
        for (int i = 0; i < now.size(); i++) {
            compare(parent, now.get(i), then.get(i), changes);
        }
    }

    private static List<String> keys(List<Entry> entries) {
        return entries.stream().map(Entry::key).toList();
    }

    private static void compare(String parent, Entry now, Entry then, Map<String, Boolean> changes) {
        if (now.equals(then)) {
            return;
        }
        var path = path(parent, now);
        boolean both = now.live() && then.live();
        if (both
                && now instanceof Entry.Group(var _, var _, var _, var children, var _)
                && then instanceof Entry.Group(var _, var _, var _, var earlier, var _)) {
            compare(path, children, earlier, changes);
        } else if (both
                && now instanceof Entry.Groups(var _, var _, var _, var items, var _)
                && then instanceof Entry.Groups(var _, var _, var _, var earlier, var _)) {
            for (int i = 0; i < Math.max(items.size(), earlier.size()); i++) {
                compare(path + "[" + i + "]", item(items, i), item(earlier, i), changes);
            }
        } else {
            values(parent, List.of(now), values(parent, List.of(then)), changes);
        }
    }

    private static List<Entry> item(List<List<Entry>> items, int index) {
        return index < items.size() ? items.get(index) : List.of();
    }

    /// Compares all values one by one.
    private static void values(
            String parent, List<Entry> now, Map<String, Held> earlier, Map<String, Boolean> changes) {
        var held = values(parent, now);
        held.forEach((path, value) -> {
            if (!value.equals(earlier.get(path))) {
                changes.put(path, value.atStart());
            }
        });
        earlier.forEach((path, value) -> {
            if (!held.containsKey(path)) {
                changes.put(path, value.atStart());
            }
        });
    }

    private static Map<String, Held> values(String parent, List<Entry> entries) {
        var values = new LinkedHashMap<String, Held>();
        entries.forEach(entry -> collect(parent, entry, values));
        return values;
    }

    private static String path(String parent, Entry entry) {
        return parent.isEmpty() ? entry.key() : parent + "." + entry.key();
    }

    private static void collect(String parent, Entry entry, Map<String, Held> values) {
        if (!entry.live()) {
            return;
        }
        var path = path(parent, entry);
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
