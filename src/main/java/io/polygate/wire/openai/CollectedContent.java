package io.polygate.wire.openai;

import io.polygate.model.Citation;
import io.polygate.model.Content;
import io.polygate.model.Part;
import io.polygate.wire.JoinedText;
import java.util.List;

/// Joins the pieces of a message's content into parts: neighbours of one kind become one.
final class CollectedContent {

    private final List<Part> parts;
    private final JoinedText text = new JoinedText();
    private final JoinedText reasoning = new JoinedText();

    CollectedContent(List<Part> parts) {
        this.parts = parts;
    }

    void text(String piece) {
        endReasoning();
        text.add(piece);
    }

    void reasoning(String piece) {
        endText(List.of());
        reasoning.add(piece);
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
            parts.add(Part.of(Content.Reasoning.of(reasoning.take())));
        }
    }

    private void endText(List<Citation> citations) {
        if (!text.isEmpty() || !citations.isEmpty()) {
            parts.add(Part.of(new Content.Text(text.take(), citations)));
        }
    }
}
