package io.polygate.wire.openai;

import io.polygate.model.Citation;
import io.polygate.model.Content;
import io.polygate.model.Part;
import java.util.List;

/// Joins the pieces of a message's content into parts: neighbours of one kind become one.
final class CollectedContent {

    private final List<Part> parts;
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder reasoning = new StringBuilder();

    CollectedContent(List<Part> parts) {
        this.parts = parts;
    }

    void text(String piece) {
        endReasoning();
        text.append(piece);
    }

    void reasoning(String piece) {
        endText(List.of());
        reasoning.append(piece);
    }

    void whole(Part part) {
        endReasoning();
        endText(List.of());
        parts.add(part);
    }

    /// The end of the content: its sources belong to the last text.
    void end(List<Citation> citations) {
        endReasoning();
        endText(citations);
    }

    private void endReasoning() {
        if (!reasoning.isEmpty()) {
            parts.add(Part.of(Content.Reasoning.of(reasoning.toString())));
            reasoning.setLength(0);
        }
    }

    private void endText(List<Citation> citations) {
        if (!text.isEmpty() || !citations.isEmpty()) {
            parts.add(Part.of(new Content.Text(text.toString(), citations)));
            text.setLength(0);
        }
    }
}
