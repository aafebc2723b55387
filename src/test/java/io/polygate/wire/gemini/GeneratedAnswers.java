package io.polygate.wire.gemini;

import io.polygate.model.ChatResponse;
import io.polygate.model.Choice;
import io.polygate.model.Content;
import io.polygate.model.Part;
import java.util.ArrayList;
import java.util.List;

/// Answers that Gemini could have given. Those for a stream have no parts that a stream could only join.
final class GeneratedAnswers {

    private final GeneratedValues values;
    private final boolean stream;

    GeneratedAnswers(long seed, boolean stream) {
        this.values = new GeneratedValues(seed);
        this.stream = stream;
    }

    ChatResponse response() {
        var choices = new ArrayList<Choice>();
        for (var i = values.random.nextInt(1, 4); i > 0; i--) {
            choices.add(choice(choices.size()));
        }
        return new ChatResponse(
                "r-1",
                "gemini-x",
                values.chance(50) ? 0 : 1_700_000_000L + values.random.nextInt(1000),
                choices,
                values.usage(),
                values.extras(20, "promptFeedback", "futureField"));
    }

    private Choice choice(int index) {
        var parts = new ArrayList<Part>();
        if (values.chance(40)) {
            parts.add(plain(values.reasoning(stream ? 1 : 3), values.maybe(50, values::seal)));
        }
        if (values.chance(40)) {
            parts.add(plain(values.call(), values.maybe(50, values::seal)));
        }
        if (values.chance(20)) {
            parts.addAll(values.serverTool());
        }
        if (values.chance(20)) {
            parts.add(values.part(values.media(), values.maybe(50, values::ownSeal)));
            parts.add(values.opaque());
        }
        if (!stream && values.chance(30)) {
            parts.add(values.part(Content.Text.of(values.text()), null));
            parts.add(Part.text("").withSeal(values.seal()));
        }
        if (values.chance(80)) {
            var text = values.text();
            parts.add(plain(new Content.Text(text, values.citations(text)), values.maybe(30, values::seal)));
        }
        var calls = parts.stream().anyMatch(part -> part.content() instanceof Content.ToolCall);
        var finish = values.one("STOP", "STOP", "MAX_TOKENS", "SAFETY", "OTHER", "MALFORMED_FUNCTION_CALL", "NEW_WORD");
        return new Choice(
                index,
                parts,
                GeminiFinish.decode(finish, calls),
                values.chance(20) ? values.logprobs() : List.of(),
                values.extras(20, "avgLogprobs", "safetyRatings"));
    }

    /// Pieces of a stream have no fields besides.
    private Part plain(Content content, io.polygate.model.Seal seal) {
        return stream ? Part.of(content).withSeal(seal) : values.part(content, seal);
    }
}
