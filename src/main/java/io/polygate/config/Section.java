package io.polygate.config;

import io.polygate.model.NearNames;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// A mapping that is being read. Asking it for a key declares that key: its kind, default and meaning.
///
/// So the code that builds a record from a section is the schema of that section: read over an empty mapping it tells
/// every key with its default, read over a file it checks the file, and both leave the [Entry]s behind. What cannot be
/// read is a problem and yields the default (or the example), so that all problems are found in one go.
final class Section {

    /// Builds what a section configures.
    interface Reader<T> {
        T read(Section section);
    }

    private static final String MAPPING = "a mapping of keys to values";

    private final String path;
    private final Value.Mapping given;
    private final boolean live;
    private final Reading reading;
    private final Problems problems;
    private final Kept kept;
    private final List<Entry> entries = new ArrayList<>();
    private final Set<String> known = new TreeSet<>();

    private Section(String path, Value.Mapping given, boolean live, Reading reading) {
        this.path = path;
        this.given = given;
        this.live = live;
        this.reading = reading;
        this.problems = reading.problems;
        this.kept = reading.kept;
    }

    /// What all sections of one reading share.
    ///
    /// @param listed whether it is an item of a list: of many items nobody wants to see examples in each
    private record Reading(Problems problems, Kept kept, boolean listed) {

        Reading ofItem() {
            return listed ? this : new Reading(problems, kept, true);
        }
    }

    /// The whole configuration.
    static Section root(Value.Mapping given, Problems problems) {
        return root(given, problems, new Kept());
    }

    /// The same, read again.
    static Section root(Value.Mapping given, Problems problems, Kept kept) {
        problems.of(given);
        return new Section("", given, true, new Reading(problems, kept, false));
    }

    /// What was declared so far, in that order.
    List<Entry> entries() {
        return List.copyOf(entries);
    }

    /// Whether this is only an example of a section, not one that somebody wrote.
    boolean example() {
        return !live;
    }

    /// Whether somebody wrote something for the key.
    boolean has(String key) {
        return value(key) != null;
    }

    /// Whether somebody wrote something for the key that could be read.
    boolean sound(String key) {
        return live && problems.sound(path(key));
    }

    /// The path of a key of this section.
    String path(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    /// A key with a default.
    <T> T get(String key, Kind<T> kind, T fallback, String doc) {
        var value = read(key, kind);
        var held = value == null ? fallback : value;
        leaf(key, kind, held, doc, live);
        return held;
    }

    /// A key that must be there. The example stands in where it is not.
    <T> T need(String key, Kind<T> kind, T example, String doc) {
        if (live && value(key) == null && !(given.values().get(key) instanceof Value.Broken)) {
            problems.add(given.keyOrigin(key), path(key), "missing", kind.expected());
        }
        return get(key, kind, example, doc);
    }

    /// A key that may be absent. The example only shows what it could be.
    <T> @Nullable T find(String key, Kind<T> kind, T example, String doc) {
        var value = read(key, kind);
        if (value == null && reading.listed) {
            return null;
        }
        leaf(key, kind, value == null ? example : value, doc, live && value != null);
        return value;
    }

    /// Several values of one kind; a single one may stand without a list around it.
    <T> List<T> all(String key, Kind<T> kind, List<T> fallback, String doc) {
        var held = fallback;
        var value = value(key);
        if (value instanceof Value.Sequence(var items, var _)) {
            held = items(key, kind, items);
        } else if (value != null) {
            held = items(key, kind, List.of(value));
        }
        var texts = held.stream().map(kind.writer()::write).toList();
        var shown = texts.stream().map(kind.masked()).toList();
        entries.add(kept.same(new Entry.Leaves(key, doc, live, texts, shown, kind.atStart())));
        return held;
    }

    /// A section that is always there, if only with its defaults.
    <T> T group(String key, String doc, Reader<T> reader) {
        return group(key, doc, live, mapping(key), reader);
    }

    /// A section that may be absent; its keys are then shown as examples.
    <T> @Nullable T option(String key, String doc, Reader<T> reader) {
        var there = live && value(key) != null;
        if (!there && reading.listed) {
            return null;
        }
        var read = group(key, doc, there, mapping(key), reader);
        return there ? read : null;
    }

    /// A list of sections.
    <T> List<T> each(String key, String doc, Reader<T> reader) {
        var items = new ArrayList<List<Entry>>();
        var held = new ArrayList<T>();
        var given = sequence(key);
        for (var index = 0; index < given.size(); index++) {
            var at = path(key) + "[" + index + "]";
            if (given.get(index) instanceof Value.Mapping mapping) {
                var section = new Section(at, mapping, live, reading.ofItem());
                held.add(kept.same(reader.read(section)));
                section.close();
                items.add(kept.same(section.entries()));
            } else {
                problems.add(given.get(index).origin(), at, given.get(index).describe(), MAPPING);
            }
        }
        var example =
                new Section(path(key) + "[]", Value.Mapping.empty(""), false, new Reading(new Problems(), kept, false));
        if (items.isEmpty() && !reading.listed) {
            reader.read(example);
        }
        entries.add(new Entry.Groups(key, doc, live, List.copyOf(items), example.entries()));
        return held;
    }

    /// A mapping with keys of the writer's choice.
    Map<String, String> pairs(String key, Map<String, String> fallback, Masking masking, String doc) {
        var held = new LinkedHashMap<>(fallback);
        var mapping = mapping(key);
        mapping.values().forEach((name, value) -> {
            var at = path(key) + "." + name;
            if (value instanceof Value.Scalar(var text, var _, var _)) {
                held.put(name, text);
            } else {
                problems.at(at, value.describe(), "a text");
            }
        });
        var leaves = new ArrayList<Entry>();
        held.forEach((name, text) -> leaves.add(new Entry.Leaf(name, "", live, text, masking.mask(name, text), false)));
        entries.add(new Entry.Group(key, doc, live, List.copyOf(leaves), true));
        return held;
    }

    /// A value that somebody else reads; null where there is none.
    @Nullable
    Value raw(String key, String doc) {
        var value = value(key);
        entries.add(new Entry.Group(key, doc, live && value != null, List.of(), true));
        return value;
    }

    /// Tells of a problem with a key that no kind can see.
    void problem(String key, String found, String expected) {
        problems.at(path(key), found, expected);
    }

    /// How a pair's value may be shown.
    interface Masking {
        String mask(String name, String value);
    }

    /// Tells of every key that nobody asked for. The value is not shown: it may be a secret under a misspelt name.
    void close() {
        given.values().keySet().forEach(key -> {
            if (!known.contains(key)) {
                var near = NearNames.of(key, known, 1);
                var expected = near.isEmpty() ? "one of " + String.join(", ", known) : near.getFirst();
                problems.add(given.keyOrigin(key), path(key), "unknown key", expected);
            }
        });
    }

    private <T> T group(String key, String doc, boolean there, Value.Mapping mapping, Reader<T> reader) {
        var section = new Section(path(key), mapping, there, reading);
        var read = reader.read(section);
        section.close();
        entries.add(new Entry.Group(key, doc, there, section.entries(), false));
        return read;
    }

    private <T> void leaf(String key, Kind<T> kind, T held, String doc, boolean there) {
        var text = kind.writer().write(held);
        entries.add(
                kept.same(new Entry.Leaf(key, doc, there, text, kind.masked().apply(text), kind.atStart())));
    }

    private <T> @Nullable T read(String key, Kind<T> kind) {
        var value = value(key);
        return value == null ? null : parse(path(key), kind, value);
    }

    private <T> List<T> items(String key, Kind<T> kind, List<Value> values) {
        var items = new ArrayList<T>();
        for (var value : values) {
            var item = parse(path(key) + "[" + items.size() + "]", kind, value);
            if (item != null) {
                items.add(item);
            }
        }
        return items;
    }

    private <T> @Nullable T parse(String at, Kind<T> kind, Value value) {
        if (value instanceof Value.Broken) {
            return null;
        }
        if (!(value instanceof Value.Scalar(var text, var raw, var origin))) {
            problems.at(at, value.describe(), kind.expected());
            return null;
        }
        var parsed = kind.parser().parse(text);
        if (parsed == null) {
            problems.add(origin, at, Problems.quote(kind.masked().apply(raw)), kind.expected());
        }
        return parsed;
    }

    private @Nullable Value value(String key) {
        known.add(key);
        var value = given.values().get(key);
        if (value == null || value instanceof Value.Nothing || value instanceof Value.Broken) {
            return null;
        }
        return value;
    }

    private Value.Mapping mapping(String key) {
        return switch (value(key)) {
            case Value.Mapping mapping -> mapping;
            case null -> Value.Mapping.empty(given.origin());
            case Value other -> {
                problems.at(path(key), other.describe(), MAPPING);
                yield Value.Mapping.empty(other.origin());
            }
        };
    }

    private List<Value> sequence(String key) {
        return switch (value(key)) {
            case Value.Sequence(var items, var _) -> items;
            case null -> List.of();
            case Value other -> {
                problems.at(path(key), other.describe(), "a list");
                yield List.of();
            }
        };
    }
}
