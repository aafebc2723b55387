package io.polygate.wire;

import io.polygate.model.Logprob;
import io.polygate.model.RawJson;
import io.polygate.wire.json.Json;
import java.util.List;

/// `[{token, logprob, bytes, top_logprobs}]`, as OpenAI has it and others after it.
public final class TokenLogprobs {

    private TokenLogprobs() {}

    public static List<Logprob> decode(List<Json> tokens) {
        return tokens.stream().map(TokenLogprobs::decode).toList();
    }

    private static Logprob decode(Json token) {
        var number = token.get("logprob");
        var value = number == null ? null : number.asDouble();
        var bytes = token.get("bytes");
        return new Logprob(
                Answers.text(token, "token"),
                value == null ? 0 : value,
                bytes == null ? null : new RawJson(bytes.raw()),
                decode(token.items("top_logprobs")));
    }
}
