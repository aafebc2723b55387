package io.polygate.config;

import io.polygate.provider.Preset;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The presets that the gateway ships: an index that tells a vendor by variable and host, and a file per vendor.
///
/// A file is read when its vendor is used, so that a start reads the few that matter.
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

    private static final String FOLDER = "presets/";

    private final Map<String, Switch> index = new LinkedHashMap<>();
    private final Map<String, Preset> read = new LinkedHashMap<>();

    PresetFiles() {
        var problems = new Problems();
        var root = root("index", problems);
        root.each("vendors", "What switches each vendor on.", PresetFiles::readSwitch)
                .forEach(known -> index.put(known.id(), known));
        root.close();
        refuse(problems);
    }

    /// Takes over an operator's own files: each adds a vendor or replaces one. What is wrong in them is a problem.
    void addFolder(Path folder, String origin, Problems problems) {
        try (var files = Files.list(folder)) {
            files.filter(file -> file.toString().endsWith(".yaml")).sorted().forEach(file -> addFile(file, problems));
        } catch (IOException e) {
            problems.add(origin, "data.presets", Problems.quote(folder.toString()), "a folder that can be read");
        }
    }

    private void addFile(Path file, Problems problems) {
        var own = new Problems();
        var preset = new PresetSchema().read(root(file.toString(), ConfigLoader.text(file, own), own));
        problems.addAll(own);
        if (own.isEmpty()) {
            index.put(preset.id(), Switch.of(preset));
            read.put(preset.id(), preset);
        }
    }

    private static Switch readSwitch(Section s) {
        return new Switch(
                s.need("id", Kinds.id(), "openai", ""),
                s.all("variables", Kinds.text(), List.of(), ""),
                s.all("needs", Kinds.text(), List.of(), ""),
                Objects.requireNonNullElse(s.find("local", Kinds.text(), "OLLAMA_HOST", ""), ""),
                s.all("hosts", Kinds.text(), List.of(), ""));
    }

    /// The vendors in the order of the index.
    List<Switch> switches() {
        return List.copyOf(index.values());
    }

    @Nullable
    Preset find(String id) {
        return index.containsKey(id) ? read.computeIfAbsent(id, PresetFiles::readFile) : null;
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
        return new ArrayList<>(read.values());
    }

    /// Reads a vendor's file. One that does not hold is a fault of the build.
    static Preset readFile(String id) {
        var problems = new Problems();
        var preset = new PresetSchema().read(root(id, problems));
        refuse(problems);
        return preset;
    }

    private static Section root(String name, Problems problems) {
        var file = FOLDER + name + ".yaml";
        return root(file, text(file), problems);
    }

    private static Section root(String file, String text, Problems problems) {
        var reader = new YamlReader(Interpolation.none(), problems, line -> file + ":" + line);
        var tree = reader.read(text, "");
        return Section.root(tree instanceof Value.Mapping mapping ? mapping : Value.Mapping.empty(file), problems);
    }

    private static String text(String file) {
        try (var in = PresetFiles.class.getClassLoader().getResourceAsStream(file)) {
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
