package io.polygate.wire.replay;

import io.polygate.model.FinishReason.Unified;
import io.polygate.wire.replay.Meaning.Said;
import java.util.List;

/// What a dialect can say of an answer: the rest is its warnings.
final class Sayable {

    private Sayable() {}

    /// All but an end that is none: of a response that is still being worked on, or that wants to go on.
    static Meaning everything(Meaning meaning) {
        return new Meaning(meaning.choices().stream().map(Sayable::ended).toList(), meaning.usage());
    }

    private static Said ended(Said said) {
        return said.finish() == Unified.OTHER || said.finish() == Unified.PAUSE
                ? new Said(said.text(), said.refusal(), said.reasoning(), said.calls(), Unified.STOP)
                : said;
    }

    /// Legacy completions: text alone.
    static Meaning text(Meaning meaning) {
        var choices = everything(meaning).choices().stream()
                .map(said -> new Said(said.text(), "", "", List.of(), said.finish()))
                .toList();
        return new Meaning(choices, meaning.usage());
    }
}
