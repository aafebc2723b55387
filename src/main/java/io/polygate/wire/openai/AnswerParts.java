package io.polygate.wire.openai;

import io.polygate.model.Citation;
import io.polygate.model.Content;
import io.polygate.model.Part;
import io.polygate.wire.Warnings;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An answer's parts sorted into the fields that a chat message has for them.
final class AnswerParts {

    private final StringBuilder text = new StringBuilder();
    private final StringBuilder refusal = new StringBuilder();
    private final List<Part> reasoning = new ArrayList<>();
    private final List<Part> calls = new ArrayList<>();
    private final List<Part> media = new ArrayList<>();
    private final List<Citation> citations = new ArrayList<>();

    AnswerParts(List<Part> parts, Warnings warnings) {
        for (var part : parts) {
            switch (part.content()) {
                case Content.Text said -> {
                    text.append(said.text());
                    citations.addAll(said.citations());
                }
                case Content.Refusal refused -> refusal.append(refused.text());
                case Content.Reasoning _ -> reasoning.add(part);
                case Content.ToolCall _ -> calls.add(part);
                case Content.Media _ -> media.add(part);
                case Content.ToolResult _, Content.ServerToolCall _, Content.ServerToolResult _, Content.Opaque _ ->
                    warnings.unsupported("content." + ChatParts.name(part.content()));
            }
        }
    }

    @Nullable
    String text() {
        return text.isEmpty() ? null : text.toString();
    }

    @Nullable
    String refusal() {
        return refusal.isEmpty() ? null : refusal.toString();
    }

    List<Part> reasoning() {
        return reasoning;
    }

    List<Part> calls() {
        return calls;
    }

    List<Part> media() {
        return media;
    }

    List<Citation> citations() {
        return citations;
    }
}
