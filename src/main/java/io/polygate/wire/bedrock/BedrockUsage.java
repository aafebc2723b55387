package io.polygate.wire.bedrock;

import io.polygate.model.Usage;
import io.polygate.wire.Fields;
import io.polygate.wire.json.Json;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// `usage`. Input is without what was read from a cache or written to one; output is with reasoning, which nobody
/// counts.
final class BedrockUsage {

    private static final Set<String> KNOWN = Set.of(
            "inputTokens",
            "outputTokens",
            "totalTokens",
            "cacheReadInputTokens",
            "cacheReadInputTokenCount",
            "cacheWriteInputTokens",
            "cacheWriteInputTokenCount",
            "cacheDetails");

    private BedrockUsage() {}

    static Usage decode(@Nullable Json usage) {
        if (usage == null || !usage.isObject()) {
            return Usage.ZERO;
        }
        long hour = 0;
        for (var detail : usage.items("cacheDetails")) {
            hour += "1h".equals(detail.string("ttl")) ? Math.max(0, detail.count("inputTokens")) : 0;
        }
        long written = either(usage, "cacheWriteInputTokens", "cacheWriteInputTokenCount");
        return new Usage(
                Math.max(0, usage.count("inputTokens")),
                either(usage, "cacheReadInputTokens", "cacheReadInputTokenCount"),
                Math.max(0, written - hour),
                Math.min(hour, written),
                0,
                0,
                Math.max(0, usage.count("outputTokens")),
                0,
                0,
                0,
                0,
                Fields.extras(usage, BedrockDialect.NAME, KNOWN));
    }

    private static long either(Json usage, String name, String other) {
        return Math.max(0, usage.number(name) == null ? usage.count(other) : usage.count(name));
    }
}
