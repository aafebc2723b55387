package io.polygate.wire.bedrock;

import io.polygate.model.Extras;
import io.polygate.model.Header;
import io.polygate.model.TokenCount;
import io.polygate.model.Usage;
import io.polygate.wire.json.Json;
import java.util.List;

/// What Bedrock itself counts of a model that is invoked, whoever published it: in headers of a whole answer, in the
/// metrics of a stream's last chunk. What cost less or more than fresh input is told apart where the publisher does so.
final class InvokedTokens {

    private static final String PREFIX = "x-amzn-bedrock-";
    private static final int MAX_DIGITS = 15;

    private InvokedTokens() {}

    static TokenCount of(List<Header> headers, Json answer) {
        if (Header.first(headers, InvokeModel.INPUT_TOKENS) == null) {
            return own(answer);
        }
        return count(
                number(headers, "input-token-count"),
                number(headers, "output-token-count"),
                number(headers, "cache-read-input-token-count"),
                number(headers, "cache-write-input-token-count"));
    }

    /// What a chunk says, if it is the last.
    static Usage inStream(Json metrics) {
        return usage(
                metrics.count("inputTokenCount"),
                metrics.count("outputTokenCount"),
                metrics.count("cacheReadInputTokenCount"),
                metrics.count("cacheWriteInputTokenCount"));
    }

    /// Where nothing stands in a header: Nova's, Claude's, Llama's and Titan's words for it.
    private static TokenCount own(Json answer) {
        var usage = answer.object("usage");
        if (usage != null && usage.has("inputTokens")) {
            return TokenCount.of(BedrockUsage.decode(usage));
        }
        if (usage != null) {
            return count(
                    usage.count("input_tokens"),
                    usage.count("output_tokens"),
                    usage.count("cache_read_input_tokens"),
                    usage.count("cache_creation_input_tokens"));
        }
        if (answer.has("prompt_token_count")) {
            return count(answer.count("prompt_token_count"), answer.count("generation_token_count"), 0, 0);
        }
        return answer.has("inputTextTokenCount")
                ? count(answer.count("inputTextTokenCount"), 0, 0, 0)
                : TokenCount.UNKNOWN;
    }

    private static TokenCount count(long input, long output, long read, long written) {
        return TokenCount.of(usage(input, output, read, written));
    }

    private static Usage usage(long input, long output, long read, long written) {
        return new Usage(
                Math.max(0, input),
                Math.max(0, read),
                Math.max(0, written),
                0,
                0,
                0,
                Math.max(0, output),
                0,
                0,
                0,
                0,
                Extras.NONE);
    }

    private static long number(List<Header> headers, String name) {
        var text = Header.first(headers, PREFIX + name);
        boolean number = text != null && text.length() <= MAX_DIGITS && text.matches("[0-9]+");
        return number ? Long.parseLong(text) : 0;
    }
}
