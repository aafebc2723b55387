package io.polygate.config;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/// Reads YAML 1.2 (and so JSON) into a [Value] tree; what is wrong goes to the problems.
///
/// Bounded: nesting, the number of values that aliases unfold to, and the size of the text.
final class YamlReader {

    private static final int MAX_DEPTH = 64;
    private static final int MAX_VALUES = 200_000;
    private static final int MAX_CHARACTERS = 64 << 20;

    private static final String LIMITS = "at most " + MAX_DEPTH + " levels and " + MAX_VALUES + " values";

    private final Interpolation interpolation;
    private final Problems problems;
    private final IntFunction<String> originOfLine;
    private int values;

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
            var settings = LoadSettings.builder()
                    .setCodePointLimit(MAX_CHARACTERS)
                    .setMaxAliasesForCollections(MAX_VALUES)
                    .build();
            var documents = new Compose(settings)
                    .composeAllFromString(spacesForTabs(text))
                    .iterator();
            var first = documents.hasNext() ? documents.next() : null;
            if (first == null) {
                return null;
            }
            refuseMore(documents);
            return convert(first, path, 0);
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

    private void refuseMore(Iterator<Node> documents) {
        if (documents.hasNext()) {
            var second = documents.next();
            problems.add(origin(second), "", "a second document", "one document, without a second ---");
        }
    }

    private Value convert(Node node, String path, int depth) {
        var origin = origin(node);
        if (depth > MAX_DEPTH || ++values > MAX_VALUES) {
            if (values <= MAX_VALUES + 1) {
                problems.add(origin, path, "nested or repeated too much", LIMITS);
            }
            return new Value.Broken(origin);
        }
        return switch (node) {
            case ScalarNode scalar -> scalar(scalar, path, origin);
            case SequenceNode sequence -> sequence(sequence, path, depth);
            case MappingNode mapping -> mapping(mapping, path, depth);
            default -> new Value.Nothing(origin);
        };
    }

    private Value scalar(ScalarNode node, String path, String origin) {
        if (node.getTag().equals(Tag.NULL)) {
            return new Value.Nothing(origin);
        }
        return interpolation.resolve(node.getValue(), path, origin, problems);
    }

    private Value sequence(SequenceNode node, String path, int depth) {
        var items = new ArrayList<Value>();
        for (var item : node.getValue()) {
            items.add(convert(item, path + "[" + items.size() + "]", depth + 1));
        }
        return new Value.Sequence(items, origin(node));
    }

    private Value mapping(MappingNode node, String path, int depth) {
        var mapping = Value.Mapping.empty(origin(node));
        for (NodeTuple tuple : node.getValue()) {
            var keyOrigin = origin(tuple.getKeyNode());
            if (!(tuple.getKeyNode() instanceof ScalarNode keyNode)) {
                problems.add(keyOrigin, path, "a key that is no text", "plain keys (quote a value with ${…} in it)");
                continue;
            }
            var key = keyNode.getValue();
            var keyPath = path.isEmpty() ? key : path + "." + key;
            if (mapping.values().containsKey(key)) {
                var first = mapping.keyOrigins().get(key);
                problems.add(keyOrigin, keyPath, "said twice", "each key once; it also stands at " + first);
                continue;
            }
            mapping.put(key, convert(tuple.getValueNode(), keyPath, depth + 1), keyOrigin);
        }
        return mapping;
    }

    private String origin(Node node) {
        return originOfLine.apply(
                node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1));
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
