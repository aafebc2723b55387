package io.polygate.provider.mock;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// What the mock has to say: the words of the caller, then harmless ones that the same words always call forth.
final class Prose {

    private static final int ECHOED = 200;
    private static final String[] WORDS = {
        "the", "gateway", "carries", "every", "word", "from", "one", "side", "to", "another", "and", "keeps", "count",
        "of", "what", "it", "took", "while", "a", "small", "stream", "flows", "without", "waiting", "for", "more"
    };

    private Prose() {}

    /// The pieces of the answer to `said`; `variant` tells the choices of one request apart.
    static List<String> about(Said said, int variant, Behaviour behaviour) {
        var random = new SplittableRandom(Hash.of(said.text()) + variant);
        var pieces = new ArrayList<>(Pieces.of(opening(said, variant)));
        var wanted = behaviour.tokens();
        int length = wanted == null ? pieces.size() + 8 + random.nextInt(16) : wanted;
        while (pieces.size() < length) {
            pieces.add(" " + WORDS[random.nextInt(WORDS.length)]);
        }
        return wanted == null ? ended(pieces) : pieces.subList(0, length);
    }

    private static List<String> ended(List<String> pieces) {
        pieces.set(pieces.size() - 1, pieces.getLast() + ".");
        return pieces;
    }

    private static String opening(Said said, int variant) {
        var text = said.text().strip();
        int end = Math.min(text.length(), ECHOED);
        if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        var echo = end == text.length() ? text : text.substring(0, end) + "…";
        var number = variant == 0 ? "" : " (choice " + (variant + 1) + ")";
        return (said.byTool() ? "The tool said" : "You said") + number + ": " + echo + "\n\nHere";
    }

    /// What is answered: a user's words, or a tool's.
    record Said(String text, boolean byTool) {}
}
