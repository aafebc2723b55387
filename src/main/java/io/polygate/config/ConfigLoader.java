package io.polygate.config;

import io.polygate.provider.Presets;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Folds the sources into one tree, reads it by the schema and checks the whole. Keeps what is the same for every load,
/// so that one that loads again costs what the file costs. For one thread at a time.
final class ConfigLoader {

    private static final String CONSUL = "consul:";
    private static final String ITSELF = "consul";

    private final ConfigSources sources;
    private final ShippedPresets shipped = new ShippedPresets();
    private final Kept kept = new Kept();
    private @Nullable SettingNames names;

    /// What is asked of one load.
    ///
    /// @param document what is laid over the file, from Consul; null for nothing
    /// @param rules what operators say of rules, over all of it
    /// @param emptyHolds whether a file may be empty
    private record Ask(@Nullable String document, RuleChanges rules, boolean emptyHolds) {}

    ConfigLoader(ConfigSources sources) {
        this.sources = sources;
    }

    /// One that goes on from what was loaded elsewhere.
    ConfigLoader(ConfigSources sources, GatewayConfig running) {
        this(sources);
        kept.take(running);
    }

    /// As a load, save that an empty file is refused: it is one that is just being written.
    ConfigResult reload(long version, @Nullable String document, RuleChanges rules) {
        return load(version, new Ask(document, rules, false));
    }

    /// Reads files: not for an event loop.
    ///
    /// @param document what is laid over the file, from Consul; null for nothing
    ConfigResult load(long version, @Nullable String document) {
        return load(version, new Ask(document, RuleChanges.NONE, true));
    }

    private ConfigResult load(long version, Ask ask) {
        var problems = new Problems();
        var interpolation = new Interpolation(sources.environment());
        var tree = tree(ask, interpolation, problems);
        var presets = new PresetFiles(shipped);
        ownPresets(presets, tree, interpolation, problems);
        new PresetProviders(presets, sources.environment(), interpolation, problems).complete(tree);
        var config = GatewaySchema.read(
                Section.root(tree, problems, kept),
                version,
                new Presets(presets.used()),
                entries -> new Effective(entries, interpolation.files()));
        var checks = new WholeChecks(config, problems);
        checks.run();
        boolean holds = problems.isEmpty() && sources.problems().isEmpty();
        kept.settle(holds);
        if (holds) {
            return new ConfigResult.Accepted(config, checks.notes());
        }
        var all = new ArrayList<>(sources.problems());
        all.addAll(problems.list());
        return new ConfigResult.Refused(all);
    }

    /// Looked for before the tree is read, as presets complete the tree.
    private static void ownPresets(
            PresetFiles presets, Value.Mapping tree, Interpolation interpolation, Problems problems) {
        var said = tree.values().get("data") instanceof Value.Mapping data
                ? data.values().get("presets")
                : null;
        if (said instanceof Value.Scalar(var text, var _, var origin)) {
            var folder = Kinds.path().parser().parse(text);
            if (folder != null) {
                presets.addFolder(folder, origin, problems);
                interpolation.watch(folder);
            }
        }
    }

    private Value.Mapping tree(Ask ask, Interpolation interpolation, Problems problems) {
        var tree = file(ask, interpolation, problems);
        document(ask.document, tree, interpolation, problems);
        var overlay = new Overlay(names(), interpolation, problems);
        overlay.environment(sources.environment(), tree);
        overlay.flags(sources.flags(), tree);
        ask.rules.apply(tree, problems);
        return tree;
    }

    private SettingNames names() {
        var known = names == null ? SettingNames.of(schema()) : names;
        names = known;
        return known;
    }

    /// Where it stands is not the document's to say: it would lead away from itself.
    private static void document(
            @Nullable String document, Value.Mapping tree, Interpolation interpolation, Problems problems) {
        if (document == null) {
            return;
        }
        var read = new YamlReader(interpolation, problems, line -> CONSUL + line).read(document, "");
        if (read instanceof Value.Mapping mapping) {
            if (mapping.values().containsKey(ITSELF)) {
                problems.add(
                        mapping.keyOrigin(ITSELF),
                        ITSELF,
                        "said in Consul itself",
                        "in the file, the environment or a flag");
            }
            Overlay.merged(tree, mapping);
        } else if (read != null && !(read instanceof Value.Nothing)) {
            problems.add(read.origin(), "", read.describe(), "a mapping of sections, as models: […]");
        }
    }

    private Value.Mapping file(Ask ask, Interpolation interpolation, Problems problems) {
        var file = sources.file();
        if (file == null) {
            return Value.Mapping.empty("defaults");
        }
        var origin = file.toString();
        var text = text(file, problems);
        var read = new YamlReader(interpolation, problems, line -> origin + ":" + line).read(text, "");
        return switch (read) {
            case Value.Mapping mapping -> mapping;
            case Value.Nothing nothing -> Value.Mapping.empty(nothing.origin());
            case null -> {
                if (!ask.emptyHolds) {
                    problems.add(origin, "", "empty", "a configuration; one that is only defaults is {}");
                }
                yield Value.Mapping.empty(origin + ":1");
            }
            case Value other -> {
                problems.add(other.origin(), "", other.describe(), "a mapping of sections, as server: {port: 8080}");
                yield Value.Mapping.empty(other.origin());
            }
        };
    }

    static String text(Path file, Problems problems) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (CharacterCodingException e) {
            problems.add(file.toString(), "", "not UTF-8", "a YAML or JSON file in UTF-8");
        } catch (IOException e) {
            problems.add(file.toString(), "", "cannot be read", "a readable YAML or JSON file");
        }
        return "";
    }

    /// Every key with its default, as read from nothing.
    static List<Entry> schema() {
        var root = Section.root(Value.Mapping.empty("defaults"), new Problems());
        GatewaySchema.read(root, 0, new Presets(List.of()), entries -> new Effective(entries, Set.of()));
        return root.entries();
    }
}
