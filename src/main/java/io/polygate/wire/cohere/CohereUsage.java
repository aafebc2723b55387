package io.polygate.wire.cohere;

import io.polygate.model.Extras;
import io.polygate.model.TokenCount;
import io.polygate.model.Usage;
import io.polygate.wire.json.Json;
import org.jspecify.annotations.Nullable;

/// `usage`: what went through the model (`tokens`) and what is billed (`billed_units`). We count the former, which is
/// what other vendors count, and take the latter where there is nothing else.
final class CohereUsage {

    private CohereUsage() {}

    /// What a whole answer says, in `usage` or, as all but the second chat do, in `meta`.
    static TokenCount of(Json answer) {
        var usage = answer.object("usage") == null ? answer.object("meta") : answer.object("usage");
        return usage != null && (tells(usage.object("tokens")) || tells(usage.object("billed_units")))
                ? TokenCount.of(decode(usage))
                : TokenCount.UNKNOWN;
    }

    /// Searches are no tokens.
    private static boolean tells(@Nullable Json counts) {
        return counts != null && (counts.has("input_tokens") || counts.has("output_tokens"));
    }

    static Usage decode(@Nullable Json usage) {
        if (usage == null) {
            return Usage.ZERO;
        }
        var tokens = usage.object("tokens") == null ? usage.object("billed_units") : usage.object("tokens");
        if (tokens == null) {
            return Usage.ZERO;
        }
        var input = count(tokens, "input_tokens");
        var output = count(tokens, "output_tokens");
        var cached = Math.min(input, count(usage, "cached_tokens"));
        var image = Math.min(input - cached, count(tokens, "image_tokens"));
        var reasoning = Math.min(output, count(tokens, "reasoning_tokens"));
        return new Usage(
                input - cached - image, cached, 0, 0, 0, image, output - reasoning, reasoning, 0, 0, 0, Extras.NONE);
    }

    private static long count(Json json, String name) {
        return Math.max(0, json.count(name));
    }
}
