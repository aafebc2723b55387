package io.polygate.wire.openai;

import io.polygate.model.Extras;
import io.polygate.model.TokenCount;
import io.polygate.model.Usage;
import io.polygate.wire.Fields;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonWriter;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The `usage` object. Prompt tokens include cached ones and completion tokens include reasoning, as OpenAI counts;
/// vendors that count otherwise are told by their own sums.
public final class OpenAiUsage {

    private static final Set<String> KNOWN = Set.of(
            "prompt_tokens",
            "completion_tokens",
            "total_tokens",
            "prompt_tokens_details",
            "completion_tokens_details",
            "prompt_cache_hit_tokens",
            "prompt_cache_miss_tokens",
            "cached_tokens");

    private OpenAiUsage() {}

    /// The counts that the ledger of a passed-through answer needs.
    public static TokenCount decode(@Nullable Json usage) {
        if (usage == null || !usage.isObject()) {
            return TokenCount.UNKNOWN;
        }
        var counts = decodeUsage(usage);
        long cached = counts.cacheRead();
        long reasoning = counts.reasoning();
        return new TokenCount(true, counts.inputTotal() - cached, cached, counts.outputTotal() - reasoning, reasoning);
    }

    /// All buckets. Each detail is taken out of its sum, never below zero.
    static Usage decodeUsage(Json usage) {
        var inputDetails = usage.object("prompt_tokens_details");
        var outputDetails = usage.object("completion_tokens_details");
        var input = new Remainder(count(usage, "prompt_tokens", "input_tokens"));
        var output = new Remainder(count(usage, "completion_tokens", "output_tokens"));
        var total = usage.count("total_tokens");
        var cached = Math.max(
                Math.max(count(inputDetails, "cached_tokens"), usage.count("prompt_cache_hit_tokens")),
                Math.max(usage.count("cached_tokens"), usage.count("cache_read_input_tokens")));
        var reasoning = Math.max(count(outputDetails, "reasoning_tokens"), usage.count("reasoning_tokens"));
        var sum = input.left + output.left;
        // Some servers of vectors tell nothing but the total.
        input.left += sum == 0 && reasoning == 0 ? Math.max(0, total) : 0;
        // Grok on Azure reports more cached tokens than prompt tokens: there the prompt excludes them.
        var cachedApart = cached > input.left;
        // xAI's completion tokens exclude reasoning, which only the total tells.
        var reasoningApart = reasoning > output.left || (reasoning > 0 && total == sum + reasoning);
        var cacheRead = cachedApart ? cached : input.take(cached);
        var cacheWrite = input.take(
                Math.max(count(inputDetails, "cache_write_tokens"), usage.count("cache_creation_input_tokens")));
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
                0,
                extras(usage));
    }

    private static Extras extras(Json usage) {
        return Fields.extras(usage, ChatDialect.NAME, KNOWN);
    }

    private static long count(@Nullable Json json, String name) {
        return json == null ? 0 : Math.max(0, json.count(name));
    }

    private static long count(Json usage, String name, String other) {
        return usage.has(name) ? count(usage, name) : count(usage, other);
    }

    /// What is left of a sum when its details are taken out.
    private static final class Remainder {
        private long left;

        Remainder(long sum) {
            left = sum;
        }

        long take(long detail) {
            var taken = Math.min(Math.max(0, detail), left);
            left -= taken;
            return taken;
        }
    }

    static void encode(Usage usage, JsonWriter json) {
        json.object();
        json.field("prompt_tokens", usage.inputTotal());
        json.field("completion_tokens", usage.outputTotal());
        json.field("total_tokens", usage.total());
        json.name("prompt_tokens_details").object();
        json.field("cached_tokens", usage.cacheRead());
        json.field("audio_tokens", usage.inputAudio());
        if (usage.cacheWrite() > 0) {
            json.field("cache_write_tokens", usage.cacheWrite());
        }
        if (usage.inputImage() > 0) {
            json.field("image_tokens", usage.inputImage());
        }
        json.endObject();
        json.name("completion_tokens_details").object();
        json.field("reasoning_tokens", usage.reasoning());
        json.field("audio_tokens", usage.outputAudio());
        if (usage.outputImage() > 0) {
            json.field("image_tokens", usage.outputImage());
        }
        json.endObject();
        usage.extras().of(ChatDialect.NAME).forEach((name, value) -> json.rawField(name, value.text()));
        json.endObject();
    }
}
