package io.polygate.config;

import io.polygate.provider.Preset;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The presets that the gateway ships: an index that tells a vendor by variable and host, and a file per vendor.
///
/// A file is read when its vendor is first asked for, and then never again: so a start reads the few that matter, and
/// a reload none. Safe from every thread.
final class ShippedPresets {

    private static final String FOLDER = "presets/";

    private final Map<String, PresetFiles.Switch> index;
    private final Map<String, Preset> read = new ConcurrentHashMap<>();

    ShippedPresets() {
        var problems = new Problems();
        var known = new LinkedHashMap<String, PresetFiles.Switch>();
        var root = root("index", problems);
        root.each("vendors", "What switches each vendor on.", ShippedPresets::readSwitch)
                .forEach(vendor -> known.put(vendor.id(), vendor));
        root.close();
        refuse(problems);
        this.index = Collections.unmodifiableMap(known);
    }

    /// By id, in the order of the index.
    Map<String, PresetFiles.Switch> index() {
        return index;
    }

    /// The preset of a vendor of the index.
    Preset find(String id) {
        return read.computeIfAbsent(id, ShippedPresets::readFile);
    }

    /// What the file of a vendor says, for nobody else; null for one that the index does not have.
    Value.@Nullable Mapping tree(String id) {
        return index.containsKey(id) ? tree(id, new Problems()) : null;
    }

    private static PresetFiles.Switch readSwitch(Section s) {
        return new PresetFiles.Switch(
                s.need("id", Kinds.id(), "openai", ""),
                s.all("variables", Kinds.text(), List.of(), ""),
                s.all("needs", Kinds.text(), List.of(), ""),
                Objects.requireNonNullElse(s.find("local", Kinds.text(), "OLLAMA_HOST", ""), ""),
                s.all("hosts", Kinds.text(), List.of(), ""));
    }

    /// Reads a vendor's file. One that does not hold is a fault of the build.
    static Preset readFile(String id) {
        var problems = new Problems();
        var preset = new PresetSchema().read(root(id, problems));
        refuse(problems);
        return preset;
    }

    private static Section root(String name, Problems problems) {
        return Section.root(tree(name, problems), problems);
    }

    private static Value.Mapping tree(String name, Problems problems) {
        var file = FOLDER + name + ".yaml";
        return PresetFiles.tree(file, text(file), problems);
    }

    private static String text(String file) {
        try (var in = ShippedPresets.class.getClassLoader().getResourceAsStream(file)) {
            return new String(Objects.requireNonNull(in, file).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void refuse(Problems problems) {
        if (!problems.isEmpty()) {
            throw new IllegalStateException(problems.list().toString());
        }
    }
}
