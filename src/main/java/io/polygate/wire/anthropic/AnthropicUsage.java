package io.polygate.wire.anthropic;

import io.polygate.model.Extras;
import io.polygate.model.RawJson;
import io.polygate.model.Usage;
import io.polygate.wire.Fields;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The `usage` object: input tokens exclude what was read from and written to caches, output tokens include thinking.
///
/// Where `iterations` tell the rounds of one answer (compaction, fallback), the bill is their sum, while the counts
/// above them may be the last round's alone. An advisor's rounds are another model's and counted by neither.
final class AnthropicUsage {

    private static final String ITERATIONS = "iterations";
    private static final String SERVER_TOOLS = "server_tool_use";

    private static final Set<String> KNOWN = Set.of(
            "input_tokens",
            "output_tokens",
            "cache_creation_input_tokens",
            "cache_read_input_tokens",
            "cache_creation",
            "output_tokens_details");

    private AnthropicUsage() {}

    /// The counts of one round, inclusive as Anthropic sums them.
    private record Counts(long input, long cacheRead, long write5m, long write1h, long output) {

        static Counts of(Json usage) {
            var written = count(usage, "cache_creation_input_tokens");
            var creation = usage.object("cache_creation");
            var hour = creation == null ? 0 : count(creation, "ephemeral_1h_input_tokens");
            var five = creation == null ? 0 : count(creation, "ephemeral_5m_input_tokens");
            return new Counts(
                    count(usage, "input_tokens"),
                    count(usage, "cache_read_input_tokens"),
                    Math.max(five, written - hour),
                    hour,
                    count(usage, "output_tokens"));
        }

        Counts plus(Counts other) {
            return new Counts(
                    input + other.input,
                    cacheRead + other.cacheRead,
                    write5m + other.write5m,
                    write1h + other.write1h,
                    output + other.output);
        }

        long total() {
            return input + cacheRead + write5m + write1h + output;
        }
    }

    static Usage decode(@Nullable Json usage) {
        if (usage == null || !usage.isObject()) {
            return Usage.ZERO;
        }
        var counts = billed(Counts.of(usage), usage.items(ITERATIONS));
        var details = usage.object("output_tokens_details");
        var thinking = details == null ? 0 : Math.min(count(details, "thinking_tokens"), counts.output);
        return new Usage(
                counts.input,
                counts.cacheRead,
                counts.write5m,
                counts.write1h,
                0,
                0,
                counts.output - thinking,
                thinking,
                0,
                0,
                calls(usage.object(SERVER_TOOLS)),
                extras(usage));
    }

    private static Counts billed(Counts top, List<Json> iterations) {
        var sum = new Counts(0, 0, 0, 0, 0);
        for (var round : iterations) {
            if (!"advisor_message".equals(round.string("type"))) {
                sum = sum.plus(Counts.of(round));
            }
        }
        return sum.total() > top.total() ? sum : top;
    }

    /// `{web_search_requests, web_fetch_requests, …}`.
    private static long calls(@Nullable Json serverTools) {
        var calls = 0L;
        if (serverTools != null) {
            for (var member : serverTools.members()) {
                var number = member.value().asLong();
                calls += number == null || !member.name().endsWith("_requests") ? 0 : Math.max(0, number);
            }
        }
        return calls;
    }

    private static Extras extras(Json usage) {
        return Blocks.withoutNulls(Fields.extras(usage, AnthropicDialect.NAME, KNOWN));
    }

    private static long count(Json json, String name) {
        return Math.max(0, json.count(name));
    }

    static void encode(Usage usage, JsonWriter json) {
        json.object();
        json.field("input_tokens", usage.input() + usage.inputAudio() + usage.inputImage());
        json.field("cache_creation_input_tokens", usage.cacheWrite());
        json.field("cache_read_input_tokens", usage.cacheRead());
        json.name("cache_creation").object();
        json.field("ephemeral_5m_input_tokens", usage.cacheWrite5m());
        json.field("ephemeral_1h_input_tokens", usage.cacheWrite1h()).endObject();
        json.field("output_tokens", usage.outputTotal());
        if (usage.reasoning() > 0) {
            json.name("output_tokens_details").object();
            json.field("thinking_tokens", usage.reasoning()).endObject();
        }
        var extras = usage.extras().of(AnthropicDialect.NAME);
        if (usage.serverToolCalls() > 0 && !extras.containsKey(SERVER_TOOLS)) {
            json.name(SERVER_TOOLS).object();
            json.field("web_search_requests", usage.serverToolCalls()).endObject();
        }
        extras.forEach((name, value) -> json.rawField(name, value.text()));
        json.endObject();
    }

    /// What a stream has told of its usage so far: each count is a total, so the newest word on it holds. A zero takes
    /// nothing back: some vendors send what they told before as zero.
    static final class Running {

        private final Map<String, RawJson> told = new LinkedHashMap<>();

        void add(Json usage) {
            for (var member : usage.members()) {
                var raw = member.value().raw();
                var takesBack = raw.equals("0") && told.containsKey(member.name());
                if (!member.value().isNull() && !takesBack) {
                    told.put(member.name(), new RawJson(raw));
                }
            }
        }

        Usage usage() {
            var json = new JsonWriter().object();
            told.forEach((name, value) -> json.rawField(name, value.text()));
            return decode(Json.parse(json.endObject().toString()));
        }
    }
}
