package io.polygate.wire.responses;

import io.polygate.model.Usage;
import io.polygate.wire.Fields;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonWriter;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The `usage` object: input tokens include cached ones, output tokens include reasoning.
final class ResponsesUsage {

    private static final String SERVER_TOOLS = "num_server_side_tools_used";
    private static final Set<String> KNOWN = Set.of(
            "input_tokens",
            "input_tokens_details",
            "output_tokens",
            "output_tokens_details",
            "total_tokens",
            SERVER_TOOLS);

    private ResponsesUsage() {}

    /// All buckets of a response's usage. Each detail is taken out of its sum, never below zero.
    static Usage decode(Json response) {
        var usage = response.object("usage");
        if (usage == null) {
            return Usage.ZERO;
        }
        var inputDetails = usage.object("input_tokens_details");
        var outputDetails = usage.object("output_tokens_details");
        var input = new Rest(count(usage, "input_tokens"));
        var output = new Rest(count(usage, "output_tokens"));
        var cached = count(inputDetails, "cached_tokens");
        var reasoning = count(outputDetails, "reasoning_tokens");
        var sum = input.left + output.left;
        // Some backends leave out of a sum what they report beside it.
        var cachedApart = cached > input.left;
        var reasoningApart =
                reasoning > output.left || (reasoning > 0 && usage.count("total_tokens") == sum + reasoning);
        var cacheRead = cachedApart ? cached : input.take(cached);
        var cacheWrite = input.take(count(inputDetails, "cache_write_tokens"));
        var inputAudio = input.take(count(inputDetails, "audio_tokens"));
        var inputImage = input.take(count(inputDetails, "image_tokens"));
        var thought = reasoningApart ? reasoning : output.take(reasoning);
        var outputAudio = output.take(count(outputDetails, "audio_tokens"));
        var outputImage = output.take(count(outputDetails, "image_tokens"));
        return new Usage(
                input.left,
                cacheRead,
                cacheWrite,
                0,
                inputAudio,
                inputImage,
                output.left,
                thought,
                outputAudio,
                outputImage,
                serverToolCalls(usage, response),
                Fields.extras(usage, ResponsesDialect.NAME, KNOWN));
    }

    private static long serverToolCalls(Json usage, Json response) {
        if (usage.has(SERVER_TOOLS)) {
            return count(usage, SERVER_TOOLS);
        }
        var tools = response.object("tool_usage");
        return tools == null ? 0 : count(tools.object("web_search"), "num_requests");
    }

    private static long count(@Nullable Json json, String name) {
        return json == null ? 0 : Math.max(0, json.count(name));
    }

    static void encode(Usage usage, JsonWriter json) {
        json.object().field("input_tokens", usage.inputTotal());
        json.name("input_tokens_details").object().field("cached_tokens", usage.cacheRead());
        positive("cache_write_tokens", usage.cacheWrite(), json);
        positive("audio_tokens", usage.inputAudio(), json);
        positive("image_tokens", usage.inputImage(), json);
        json.endObject().field("output_tokens", usage.outputTotal());
        json.name("output_tokens_details").object().field("reasoning_tokens", usage.reasoning());
        positive("audio_tokens", usage.outputAudio(), json);
        positive("image_tokens", usage.outputImage(), json);
        json.endObject().field("total_tokens", usage.total());
        positive(SERVER_TOOLS, usage.serverToolCalls(), json);
        usage.extras().of(ResponsesDialect.NAME).forEach((name, value) -> json.rawField(name, value.text()));
        json.endObject();
    }

    private static void positive(String name, long count, JsonWriter json) {
        if (count > 0) {
            json.field(name, count);
        }
    }

    /// What is left of a sum when its details are taken out.
    private static final class Rest {
        private long left;

        Rest(long sum) {
            left = sum;
        }

        long take(long detail) {
            var taken = Math.min(detail, left);
            left -= taken;
            return taken;
        }
    }
}
