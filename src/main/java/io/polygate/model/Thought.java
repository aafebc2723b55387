package io.polygate.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a model thought before it called a tool, as it must come back with the call's result: the reasoning parts of
/// the turn, and the seal of the call itself where its vendor puts one there.
public record Thought(List<Part> reasoning, @Nullable Seal callSeal) {

    public Thought {
        reasoning = List.copyOf(reasoning);
    }

    public boolean isEmpty() {
        return reasoning.isEmpty() && callSeal == null;
    }

    /// About how many bytes it takes in memory.
    public int weight() {
        int weight = callSeal == null ? 64 : 64 + callSeal.value().length();
        for (var part : reasoning) {
            weight += part.seal() == null ? 64 : 64 + part.seal().value().length();
            if (part.content() instanceof Content.Reasoning thoughts) {
                weight += thoughts.passages().stream()
                        .mapToInt(passage -> passage.text().length())
                        .sum();
            }
        }
        return weight;
    }
}
