package io.polygate.wire.replay;

import io.polygate.wire.replay.Meaning.Said;
import java.util.List;

/// What a dialect can say of an answer: the rest is its warnings.
final class Sayable {

    private Sayable() {}

    static Meaning everything(Meaning meaning) {
        return meaning;
    }

    /// Legacy completions: text alone.
    static Meaning text(Meaning meaning) {
        var choices = meaning.choices().stream()
                .map(said -> new Said(said.text(), "", "", List.of(), said.finish()))
                .toList();
        return new Meaning(choices, meaning.usage());
    }
}
