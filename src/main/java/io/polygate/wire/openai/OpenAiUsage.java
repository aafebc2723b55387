package io.polygate.wire.openai;

import io.polygate.model.TokenCount;
import io.polygate.wire.json.Json;
import org.jspecify.annotations.Nullable;

/// The `usage` object. Prompt tokens include cached ones and completion tokens include reasoning.
public final class OpenAiUsage {

    private OpenAiUsage() {}

    public static TokenCount decode(@Nullable Json usage) {
        if (usage == null || !usage.isObject()) {
            return TokenCount.UNKNOWN;
        }
        long prompt = usage.count("prompt_tokens");
        long completion = usage.count("completion_tokens");
        var promptDetails = usage.object("prompt_tokens_details");
        var completionDetails = usage.object("completion_tokens_details");
        long cached = promptDetails == null
                ? usage.count("prompt_cache_hit_tokens")
                : Math.max(promptDetails.count("cached_tokens"), usage.count("prompt_cache_hit_tokens"));
        long reasoning = completionDetails == null ? 0 : completionDetails.count("reasoning_tokens");
        // Some backends report more cached than prompt tokens: then the prompt excludes them.
        long fresh = cached > prompt ? prompt : prompt - cached;
        long output = reasoning > completion ? completion : completion - reasoning;
        return new TokenCount(true, fresh, cached, output, reasoning);
    }
}
