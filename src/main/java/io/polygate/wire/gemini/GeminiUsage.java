package io.polygate.wire.gemini;

import io.polygate.model.Extras;
import io.polygate.model.RawJson;
import io.polygate.model.Usage;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// `usageMetadata`, over all chunks of an answer: of each field the last value that was there, of the thoughts the
/// largest, since a later chunk may leave them out.
///
/// The prompt's count includes what was cached and leaves out what Google's own tools read; the candidates' count
/// leaves
/// out the thoughts. Sound and images are buckets of their own, video and documents count as input.
final class GeminiUsage {

    private static final String PROMPT = "promptTokenCount";
    private static final String CACHED = "cachedContentTokenCount";
    private static final String TOOLS = "toolUsePromptTokenCount";
    private static final String CANDIDATES = "candidatesTokenCount";
    private static final String THOUGHTS = "thoughtsTokenCount";
    private static final String TOTAL = "totalTokenCount";
    private static final String PROMPT_DETAILS = "promptTokensDetails";
    private static final String CANDIDATES_DETAILS = "candidatesTokensDetails";
    private static final Set<String> COUNTS = Set.of(PROMPT, CACHED, CANDIDATES, THOUGHTS, TOTAL);
    private static final int MAX_FIELDS = 64;

    private final Map<String, Json> fields = new LinkedHashMap<>();
    private long thoughts;

    static Usage decode(@Nullable Json metadata) {
        var usage = new GeminiUsage();
        usage.add(metadata);
        return usage.usage();
    }

    void add(@Nullable Json metadata) {
        if (metadata == null) {
            return;
        }
        for (var member : metadata.members()) {
            if (!member.value().isNull() && (fields.size() < MAX_FIELDS || fields.containsKey(member.name()))) {
                fields.put(member.name(), member.value());
            }
        }
        thoughts = Math.max(thoughts, metadata.count(THOUGHTS));
    }

    boolean isEmpty() {
        return fields.isEmpty();
    }

    /// All that was said.
    Usage usage() {
        var counts = counts();
        return counts.withExtras(extras(counts));
    }

    /// The counts alone.
    Usage counts() {
        var prompt = count(PROMPT);
        var cached = Math.min(count(CACHED), Math.max(prompt, count(CACHED)));
        var fresh = Math.max(0, prompt - cached) + count(TOOLS);
        var audio = Math.min(fresh, input("AUDIO"));
        var image = Math.min(fresh - audio, input("IMAGE"));
        var candidates = count(CANDIDATES);
        var outputAudio = Math.min(candidates, tokens(CANDIDATES_DETAILS, "AUDIO"));
        var outputImage = Math.min(candidates - outputAudio, tokens(CANDIDATES_DETAILS, "IMAGE"));
        return new Usage(
                fresh - audio - image,
                cached,
                0,
                0,
                audio,
                image,
                candidates - outputAudio - outputImage,
                thoughts,
                outputAudio,
                outputImage,
                0,
                Extras.NONE);
    }

    private long count(String name) {
        var value = fields.get(name);
        var number = value == null ? null : value.asLong();
        return number == null ? 0 : Math.max(0, number);
    }

    /// Tokens of a modality that were read anew.
    private long input(String modality) {
        return Math.max(0, tokens(PROMPT_DETAILS, modality) - tokens("cacheTokensDetails", modality));
    }

    private long tokens(String details, String modality) {
        var list = fields.get(details);
        var tokens = 0L;
        for (var item : list == null ? List.<Json>of() : list.items()) {
            if (modality.equals(item.string("modality"))) {
                tokens += Math.max(0, item.count("tokenCount"));
            }
        }
        return tokens;
    }

    /// What the buckets don't say: fields of no count of ours, and details that are not just what we would write.
    private Extras extras(Usage usage) {
        var rest = new LinkedHashMap<String, RawJson>();
        fields.forEach((name, value) -> {
            var ours =
                    switch (name) {
                        case PROMPT_DETAILS -> promptDetails(usage);
                        case CANDIDATES_DETAILS -> candidatesDetails(usage);
                        default -> null;
                    };
            if (!COUNTS.contains(name) && !value.raw().equals(ours)) {
                rest.put(name, new RawJson(value.raw()));
            }
        });
        return Extras.of(GeminiDialect.NAME, rest);
    }

    static void encode(Usage usage, JsonWriter json) {
        var extras = usage.extras().of(GeminiDialect.NAME);
        var toolUse = extras.get(TOOLS);
        var byTools = toolUse == null ? null : Json.parse(toolUse.text()).asLong();
        json.object();
        json.field(PROMPT, Math.max(0, usage.inputTotal() - (byTools == null ? 0 : byTools)));
        if (usage.cacheRead() > 0) {
            json.field(CACHED, usage.cacheRead());
        }
        json.field(CANDIDATES, usage.outputTotal() - usage.reasoning());
        json.field(TOTAL, usage.total());
        if (usage.reasoning() > 0) {
            json.field(THOUGHTS, usage.reasoning());
        }
        if (!extras.containsKey(PROMPT_DETAILS)) {
            json.rawField(PROMPT_DETAILS, promptDetails(usage));
        }
        if (!extras.containsKey(CANDIDATES_DETAILS)) {
            json.rawField(CANDIDATES_DETAILS, candidatesDetails(usage));
        }
        GeminiParts.extras(extras, json);
        json.endObject();
    }

    private static @Nullable String promptDetails(Usage usage) {
        var text = usage.inputTotal() - usage.inputAudio() - usage.inputImage();
        return details(text, usage.inputAudio(), usage.inputImage());
    }

    private static @Nullable String candidatesDetails(Usage usage) {
        return details(usage.output(), usage.outputAudio(), usage.outputImage());
    }

    /// The counts by modality, or null where all is text.
    private static @Nullable String details(long text, long audio, long image) {
        if (audio == 0 && image == 0) {
            return null;
        }
        var json = new JsonWriter(128).array();
        detail("TEXT", text, json);
        detail("AUDIO", audio, json);
        detail("IMAGE", image, json);
        return json.endArray().toString();
    }

    private static void detail(String modality, long tokens, JsonWriter json) {
        if (tokens > 0) {
            json.object()
                    .field("modality", modality)
                    .field("tokenCount", tokens)
                    .endObject();
        }
    }
}
