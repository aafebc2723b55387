package io.polygate.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The keys that a variable or a flag can set, by path and by variable name.
final class SettingNames {

    static final String PREFIX = "POLYGATE_";

    private final Map<String, Entry> byPath = new LinkedHashMap<>();
    private final Map<String, String> pathByVariable = new LinkedHashMap<>();
    private final Set<String> sections = new TreeSet<>();

    private SettingNames() {}

    static SettingNames of(List<Entry> entries) {
        var names = new SettingNames();
        for (var entry : entries) {
            names.sections.add(words(entry.key()));
            names.add("", entry);
        }
        return names;
    }

    @Nullable
    Entry find(String path) {
        return byPath.get(path);
    }

    @Nullable
    String pathOf(String variable) {
        return pathByVariable.get(variable);
    }

    Set<String> paths() {
        return byPath.keySet();
    }

    Set<String> variables() {
        return pathByVariable.keySet();
    }

    /// Whether the variable's name starts with a section's, so that it is surely meant for us.
    boolean namesSection(String variable) {
        var words = variable.substring(PREFIX.length());
        return sections.stream().anyMatch(section -> words.startsWith(section + "_") || words.equals(section));
    }

    private void add(String parent, Entry entry) {
        var path = parent.isEmpty() ? entry.key() : parent + "." + entry.key();
        byPath.put(path, entry);
        pathByVariable.put(PREFIX + words(path), path);
        if (entry instanceof Entry.Group group) {
            group.entries().forEach(child -> add(path, child));
        }
    }

    private static String words(String path) {
        return path.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }
}
