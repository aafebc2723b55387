package io.polygate.wire.dashscope;

import io.polygate.model.Extras;
import io.polygate.model.Usage;
import io.polygate.wire.json.Json;
import org.jspecify.annotations.Nullable;

/// `usage`: sums of input and output, with details that the sums include. Each event of a stream has the sums so far.
final class DashScopeUsage {

    private DashScopeUsage() {}

    static Usage decode(@Nullable Json usage) {
        if (usage == null) {
            return Usage.ZERO;
        }
        var total = Math.max(0, usage.count("total_tokens"));
        var output = Math.max(0, usage.count("output_tokens"));
        var input = usage.has("input_tokens") ? Math.max(0, usage.count("input_tokens")) : Math.max(0, total - output);
        var in = usage.object("input_tokens_details");
        var out = usage.object("output_tokens_details");
        var prompt = usage.object("prompt_tokens_details");
        var cached = Math.min(input, Math.max(count(prompt, "cached_tokens"), count(in, "cached_tokens")));
        var written = Math.min(input - cached, count(prompt, "cache_creation_input_tokens"));
        var audio = Math.min(input - cached - written, count(in, "audio_tokens"));
        var image = Math.min(
                input - cached - written - audio,
                Math.max(count(in, "image_tokens"), usage.count("image_tokens")) + count(in, "video_tokens"));
        var thought = Math.min(output, count(out, "reasoning_tokens"));
        var spoken = Math.min(output - thought, count(out, "audio_tokens"));
        return new Usage(
                input - cached - written - audio - image,
                cached,
                written,
                0,
                audio,
                image,
                output - thought - spoken,
                thought,
                spoken,
                0,
                0,
                Extras.NONE);
    }

    private static long count(@Nullable Json details, String name) {
        return details == null ? 0 : Math.max(0, details.count(name));
    }
}
