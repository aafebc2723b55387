package io.polygate.wire.gemini;

import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/// Makes JSON text of the arguments that Gemini streams as `partialArgs`: values at JSON paths, in the order of the
/// text, strings in pieces (`willContinue`). What is written is well-formed whatever the paths say. For one call.
final class PartialArgs {

    private static final Pattern STEP = Pattern.compile("\\.([^.\\[]+)|\\[(\\d{1,9})]|\\['([^']*)']|\\[\"([^\"]*)\"]");
    private static final int MAX_DEPTH = 64;

    /// A step of a path: a member's name, or an item.
    private record Step(String name, boolean item) {}

    /// An object or array that is being written, and the step that is open in it.
    private static final class Level {
        final boolean array;
        Step current = new Step("", false);
        boolean begun;

        Level(boolean array) {
            this.array = array;
        }
    }

    private final Consumer<String> text;
    private final List<Level> levels = new ArrayList<>();
    private List<Step> openString = List.of();

    PartialArgs(Consumer<String> text) {
        this.text = text;
    }

    void add(Json partial) {
        var path = partial.string("jsonPath");
        var steps = steps(path == null ? "" : path);
        if (steps.isEmpty() || steps.size() > MAX_DEPTH) {
            return;
        }
        var string = partial.string("stringValue");
        if (string == null) {
            go(steps);
            text.accept(scalar(partial));
            return;
        }
        var pieces = JsonWriter.quote(string);
        if (!steps.equals(openString)) {
            go(steps);
            text.accept("\"");
            openString = steps;
        }
        text.accept(pieces.substring(1, pieces.length() - 1));
        if (!partial.isTrue("willContinue")) {
            endString();
        }
    }

    private static String scalar(Json partial) {
        var number = partial.get("numberValue");
        var bool = partial.bool("boolValue");
        if (number != null && number.isNumber()) {
            return number.raw();
        }
        return bool == null ? "null" : bool.toString();
    }

    /// The arguments are whole.
    void end() {
        endString();
        if (levels.isEmpty()) {
            text.accept("{}");
        }
        closeTo(0);
    }

    private void endString() {
        if (!openString.isEmpty()) {
            text.accept("\"");
            openString = List.of();
        }
    }

    /// Leaves what the path is not in, enters what it is in, up to where the value stands.
    private void go(List<Step> steps) {
        endString();
        if (levels.isEmpty()) {
            open(false);
        }
        var common = 0;
        while (common < steps.size() - 1
                && common < levels.size() - 1
                && levels.get(common).current.equals(steps.get(common))) {
            common++;
        }
        closeTo(common + 1);
        for (var i = common; i < steps.size(); i++) {
            var level = levels.get(i);
            var step = steps.get(i);
            text.accept((level.begun ? "," : "") + (level.array ? "" : JsonWriter.quote(step.name) + ":"));
            level.begun = true;
            level.current = step;
            if (i < steps.size() - 1) {
                open(steps.get(i + 1).item);
            }
        }
    }

    private void open(boolean array) {
        levels.add(new Level(array));
        text.accept(array ? "[" : "{");
    }

    private void closeTo(int depth) {
        while (levels.size() > depth) {
            text.accept(levels.removeLast().array ? "]" : "}");
        }
    }

    private static List<Step> steps(String path) {
        var steps = new ArrayList<Step>();
        var matcher = STEP.matcher(path);
        while (matcher.find() && steps.size() <= MAX_DEPTH) {
            var name = matcher.group(1) != null ? matcher.group(1) : matcher.group(3);
            name = name == null ? matcher.group(4) : name;
            var item = matcher.group(2);
            steps.add(item == null ? new Step(name, false) : new Step(item, true));
        }
        return steps;
    }
}
