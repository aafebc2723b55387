package io.polygate.provider.mock;

import io.polygate.model.TokenCount;
import io.polygate.wire.json.JsonWriter;

/// What a call used, counted in [Pieces].
record Usage(int prompt, int completion) {

    TokenCount tokens() {
        return new TokenCount(true, prompt, 0, completion, 0);
    }

    void write(JsonWriter json) {
        json.object().field("prompt_tokens", prompt).field("completion_tokens", completion);
        json.field("total_tokens", prompt + completion).endObject();
    }
}
