package io.polygate.wire;

import io.polygate.model.Extras;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// What a target can't say of what it was given: the value of `x-polygate-warnings`.
///
/// A bounded set of short ASCII texts like `top_k: not supported by openai`, in the order in which they were found.
public final class Warnings {

    private static final int MAX = 32;

    private static final Set<String> UNSAID = Set.of("id", "functions", "function_call", "declared", "item");

    private final String target;
    private final List<String> texts = new ArrayList<>();

    /// `target` is the dialect or vendor that can't say it.
    public Warnings(String target) {
        this.target = target;
    }

    public void unsupported(String field) {
        add(field, "not supported by " + target);
    }

    public void add(String field, String reason) {
        if (texts.size() < MAX) {
            var text = printable(field) + ": " + reason;
            if (!texts.contains(text)) {
                texts.add(text);
            }
        }
    }

    /// Reports every extra field of another dialect. An id says something to its own vendor alone, and what is kept
    /// beside what it means (OpenAI's old names of tools, tools and items as they were written) is said by that.
    public void extras(Extras extras, String dialect) {
        if (extras.isEmpty() || extras.dialect().equals(dialect)) {
            return;
        }
        for (var name : extras.fields().keySet()) {
            if (!UNSAID.contains(name)) {
                unsupported(name);
            }
        }
    }

    public List<String> list() {
        return new ArrayList<>(texts);
    }

    /// Field names come from outside: keeps them short and fit for a header.
    private static String printable(String field) {
        var text = new StringBuilder();
        for (var i = 0; i < Math.min(field.length(), 64); i++) {
            var c = field.charAt(i);
            text.append(c > ' ' && c < 0x7F && c != ',' && c != ';' ? c : '_');
        }
        return text.toString();
    }
}
