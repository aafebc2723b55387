package io.polygate.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Tag;

/// Reads YAML 1.2 (and so JSON) into a [Value] tree; what is wrong goes to the problems.
///
/// Goes by the parser's events, so that a file of ten thousand models is not held twice. Bounded: nesting, the number
/// of values that aliases unfold to, and the size of the text. Reads one text.
final class YamlReader {

    private static final int MAX_DEPTH = 64;
    private static final int MAX_VALUES = 1_000_000;
    private static final int MAX_CHARACTERS = 64 << 20;

    private static final String LIMITS = "at most " + MAX_DEPTH + " levels and " + MAX_VALUES + " values";
    private static final LoadSettings SETTINGS =
            LoadSettings.builder().setCodePointLimit(MAX_CHARACTERS).build();

    private final Interpolation interpolation;
    private final Problems problems;
    private final IntFunction<String> originOfLine;
    private final Map<String, Value> anchors = new HashMap<>();
    /// Those of lists and mappings that have not ended yet.
    private final Set<String> open = new HashSet<>();
    private int values;
    private int line = -1;
    private String origin = "";

    /// `originOfLine` names a line (counted from 1) of the text that will be read.
    YamlReader(Interpolation interpolation, Problems problems, IntFunction<String> originOfLine) {
        this.interpolation = interpolation;
        this.problems = problems;
        this.originOfLine = originOfLine;
    }

    /// The tree, or null where the text is empty or not YAML (which is then among the problems).
    @Nullable
    Value read(String text, String path) {
        try {
            var events = new Parse(SETTINGS).parseString(spacesForTabs(text)).iterator();
            events.next();
            if (!(events.next() instanceof DocumentStartEvent)) {
                return null;
            }
            var tree = convert(events, events.next(), path, 0);
            events.next();
            refuseMore(events);
            return tree;
        } catch (MarkedYamlEngineException e) {
            problems.add(originOfLine.apply(lineOf(e)), path, "not valid YAML: " + reason(e, text), "YAML or JSON");
        } catch (YamlEngineException e) {
            problems.add(originOfLine.apply(1), path, "not valid YAML", "YAML or JSON");
        }
        return null;
    }

    /// JSON may be indented with tabs, YAML may not; inside a JSON string a bare tab is not allowed anyway.
    private static String spacesForTabs(String text) {
        var start = text.stripLeading();
        return start.startsWith("{") || start.startsWith("[") ? text.replace('\t', ' ') : text;
    }

    private void refuseMore(Iterator<Event> events) {
        if (events.next() instanceof DocumentStartEvent) {
            var second = events.next();
            problems.add(origin(second), "", "a second document", "one document, without a second ---");
        }
    }

    private Value convert(Iterator<Event> events, Event event, String path, int depth) {
        if (event instanceof AliasEvent alias) {
            return unfold(alias, path, depth);
        }
        if (full(event, path, depth)) {
            skip(events, event);
            return new Value.Broken(origin(event));
        }
        if (event instanceof ScalarEvent scalar) {
            var value = scalar(scalar, path);
            anchor(scalar).ifPresent(name -> anchors.put(name, value));
            return value;
        }
        var collection = (CollectionStartEvent) event;
        anchor(collection).ifPresent(open::add);
        var value = collection instanceof MappingStartEvent
                ? mapping(events, collection, path, depth)
                : sequence(events, collection, path, depth);
        anchor(collection).ifPresent(name -> {
            open.remove(name);
            anchors.put(name, value);
        });
        return value;
    }

    private boolean full(Event event, String path, int depth) {
        if (depth <= MAX_DEPTH && ++values <= MAX_VALUES) {
            return false;
        }
        if (values <= MAX_VALUES + 1) {
            problems.add(origin(event), path, "nested or repeated too much", LIMITS);
        }
        return true;
    }

    private static Optional<String> anchor(NodeEvent event) {
        return event.getAnchor().map(Anchor::getValue);
    }

    /// Consumes what belongs to an event.
    private static void skip(Iterator<Event> events, Event event) {
        int depth = event instanceof CollectionStartEvent ? 1 : 0;
        while (depth > 0) {
            var next = events.next();
            depth += next instanceof CollectionStartEvent ? 1 : next instanceof CollectionEndEvent ? -1 : 0;
        }
    }

    private Value unfold(AliasEvent alias, String path, int depth) {
        var name = alias.getAlias().getValue();
        var value = anchors.get(name);
        if (open.contains(name)) {
            problems.add(origin(alias), path, "nested or repeated too much", LIMITS);
        } else if (value == null) {
            problems.add(origin(alias), path, "not valid YAML: found undefined alias " + name, "YAML or JSON");
        } else {
            return copy(value, alias, path, depth);
        }
        return new Value.Broken(origin(alias));
    }

    /// Each place has its own: a tree is changed while it is read.
    private Value copy(Value value, AliasEvent alias, String path, int depth) {
        if (full(alias, path, depth)) {
            return new Value.Broken(value.origin());
        }
        return switch (value) {
            case Value.Sequence(var items, var from) ->
                new Value.Sequence(
                        items.stream()
                                .map(item -> copy(item, alias, path, depth + 1))
                                .toList(),
                        from);
            case Value.Mapping mapping -> {
                var copy = Value.Mapping.empty(mapping.origin());
                mapping.values()
                        .forEach((key, held) ->
                                copy.put(key, copy(held, alias, path, depth + 1), mapping.keyOrigin(key)));
                yield copy;
            }
            default -> value;
        };
    }

    private Value scalar(ScalarEvent event, String path) {
        var tag = event.getTag().filter(said -> !said.equals("!"));
        boolean nothing = tag.isPresent()
                ? tag.get().equals(Tag.NULL.getValue())
                : SETTINGS.getSchema()
                        .getScalarResolver()
                        .resolve(event.getValue(), event.getImplicit().canOmitTagInPlainScalar())
                        .equals(Tag.NULL);
        var from = origin(event);
        return nothing ? new Value.Nothing(from) : interpolation.resolve(event.getValue(), path, from, problems);
    }

    private Value sequence(Iterator<Event> events, Event start, String path, int depth) {
        var from = origin(start);
        var items = new ArrayList<Value>();
        for (var event = events.next(); !(event instanceof CollectionEndEvent); event = events.next()) {
            items.add(convert(events, event, path + "[" + items.size() + "]", depth + 1));
        }
        return new Value.Sequence(List.copyOf(items), from);
    }

    private Value mapping(Iterator<Event> events, Event start, String path, int depth) {
        var mapping = Value.Mapping.empty(origin(start));
        for (var event = events.next(); !(event instanceof CollectionEndEvent); event = events.next()) {
            var keyOrigin = origin(event);
            var key = key(event);
            var keyPath = path.isEmpty() ? key : path + "." + key;
            if (key == null || keyPath == null) {
                problems.add(keyOrigin, path, "a key that is no text", "plain keys (quote a value with ${…} in it)");
                skip(events, event);
                skip(events, events.next());
            } else if (mapping.values().containsKey(key)) {
                var also = "each key once; it also stands at " + mapping.keyOrigin(key);
                problems.add(keyOrigin, keyPath, "said twice", also);
                skip(events, events.next());
            } else {
                mapping.put(key, convert(events, events.next(), keyPath, depth + 1), keyOrigin);
            }
        }
        return mapping;
    }

    private @Nullable String key(Event event) {
        if (event instanceof AliasEvent alias) {
            return anchors.get(alias.getAlias().getValue()) instanceof Value.Scalar scalar ? scalar.raw() : null;
        }
        if (event instanceof ScalarEvent scalar) {
            var text = scalar.getValue();
            anchor(scalar).ifPresent(name -> anchors.put(name, new Value.Scalar(text, text, origin(scalar))));
            return text;
        }
        return null;
    }

    /// The same text for all that stands on a line.
    private String origin(Event event) {
        int at = event.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
        if (at != line) {
            line = at;
            origin = originOfLine.apply(at);
        }
        return origin;
    }

    private static int lineOf(MarkedYamlEngineException e) {
        var mark = e.getProblemMark().or(e::getContextMark);
        return mark.map(at -> at.getLine() + 1).orElse(1);
    }

    private static String reason(MarkedYamlEngineException e, String text) {
        var reason =
                Optional.ofNullable(e.getProblem()).orElse("cannot be read").replaceAll("\\s+", " ");
        var line = text.lines().skip(lineOf(e) - 1L).findFirst().orElse("");
        return line.contains("${") ? reason + " (quote a value with ${…} in it)" : reason;
    }
}
