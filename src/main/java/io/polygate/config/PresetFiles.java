package io.polygate.config;

import io.polygate.provider.Preset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The presets that one configuration goes by: those that the gateway ships, and over them an operator's own. Belongs
/// to one load.
final class PresetFiles {

    /// What the index tells of a vendor: `needs` are variables that its address cannot do without.
    record Switch(String id, List<String> variables, List<String> needs, String local, List<String> hosts) {

        static Switch of(Preset preset) {
            var local = preset.local();
            var address = preset.baseUrls().values().stream().findFirst().orElse("");
            return new Switch(
                    preset.id(),
                    preset.variables(),
                    Interpolation.required(address),
                    local == null ? "" : local.variable(),
                    preset.hosts());
        }

        boolean hasHost(String host) {
            return hosts.stream().anyMatch(known -> matches(known, host));
        }

        private static boolean matches(String pattern, String host) {
            var star = pattern.indexOf('*');
            return star < 0
                    ? host.equals(pattern)
                    : host.length() >= pattern.length()
                            && host.startsWith(pattern.substring(0, star))
                            && host.endsWith(pattern.substring(star + 1));
        }
    }

    private final ShippedPresets shipped;
    private final Map<String, Switch> index;
    private final Map<String, Preset> used = new LinkedHashMap<>();
    private final Map<String, Value.Mapping> said = new HashMap<>();

    PresetFiles(ShippedPresets shipped) {
        this.shipped = shipped;
        this.index = new LinkedHashMap<>(shipped.index());
    }

    /// Takes over an operator's own files: each adds a vendor or changes one. What is wrong in them is a problem.
    void addFolder(Path folder, String origin, Problems problems) {
        try (var files = Files.list(folder)) {
            files.filter(PresetFiles::isPreset).sorted().forEach(file -> addFile(file, problems));
        } catch (IOException e) {
            problems.add(origin, "data.presets", Problems.quote(folder.toString()), "a folder that can be read");
        }
    }

    private static boolean isPreset(Path file) {
        var name = file.toString();
        return name.endsWith(".yaml") || name.endsWith(".yml");
    }

    private void addFile(Path file, Problems problems) {
        var own = new Problems();
        var tree = tree(file.toString(), ConfigLoader.text(file, own), own);
        if (own.isEmpty()) {
            add(completed(tree), own);
        }
        problems.addAll(own);
    }

    private void add(Value.Mapping whole, Problems problems) {
        var preset = new PresetSchema().read(Section.root(whole, problems));
        if (problems.isEmpty()) {
            index.put(preset.id(), Switch.of(preset));
            used.put(preset.id(), preset);
            said.put(preset.id(), whole);
        }
    }

    /// Over what an earlier file said of the vendor, else over what the gateway ships.
    private Value.Mapping completed(Value.Mapping tree) {
        if (!(tree.values().get("id") instanceof Value.Scalar id)) {
            return tree;
        }
        var known = said.containsKey(id.text()) ? said.get(id.text()) : shipped.tree(id.text());
        return known == null ? tree : PresetOverlay.merged(known, tree);
    }

    /// The vendors in the order of the index.
    List<Switch> switches() {
        return List.copyOf(index.values());
    }

    @Nullable
    Preset find(String id) {
        return index.containsKey(id) ? used.computeIfAbsent(id, shipped::find) : null;
    }

    @Nullable
    Preset byHost(String host) {
        return index.values().stream()
                .filter(known -> known.hasHost(host))
                .findFirst()
                .map(known -> find(known.id()))
                .orElse(null);
    }

    /// The presets that were asked for so far.
    List<Preset> used() {
        return new ArrayList<>(used.values());
    }

    static Value.Mapping tree(String file, String text, Problems problems) {
        var reader = new YamlReader(Interpolation.none(), problems, line -> file + ":" + line);
        return reader.read(text, "") instanceof Value.Mapping mapping ? mapping : Value.Mapping.empty(file);
    }
}
