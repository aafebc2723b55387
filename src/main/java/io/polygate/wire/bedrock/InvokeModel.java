package io.polygate.wire.bedrock;

import io.polygate.wire.EncodedRequest;
import io.polygate.wire.Warnings;
import io.polygate.wire.json.Json;
import io.vertx.core.buffer.Buffer;
import java.util.Map;

/// What requests by InvokeModel have in common: a body of the model's publisher, and tokens that Bedrock counts in a
/// header.
public final class InvokeModel {

    /// The header that says how many tokens were read; where the answer's body does not say it too, it is told there
    /// under this name.
    public static final String INPUT_TOKENS = "x-amzn-bedrock-input-token-count";

    private InvokeModel() {}

    static Warnings warnings() {
        return new Warnings(BedrockDialect.NAME);
    }

    static EncodedRequest request(Buffer body, Warnings warnings) {
        return new EncodedRequest("", Map.of(), body, warnings.list());
    }

    /// What the model counted itself, else what Bedrock did.
    static long tokens(Json answer) {
        long own = answer.count("inputTextTokenCount");
        return Math.max(0, own > 0 ? own : answer.count(INPUT_TOKENS));
    }
}
