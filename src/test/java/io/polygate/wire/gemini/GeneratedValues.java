package io.polygate.wire.gemini;

import io.polygate.model.CacheControl;
import io.polygate.model.Citation;
import io.polygate.model.Content;
import io.polygate.model.Extras;
import io.polygate.model.Logprob;
import io.polygate.model.Part;
import io.polygate.model.RawJson;
import io.polygate.model.Seal;
import io.polygate.model.Source;
import io.polygate.model.Usage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/// Canonical values that Gemini can say, drawn by chance from a seed.
final class GeneratedValues {

    private static final String LETTERS = "abc XYZ 09 \"\\/{}[]:,\n\t\r<>&' éß中文\u2028\u0001";

    final Random random;
    private int ids;

    GeneratedValues(long seed) {
        random = new Random(seed);
    }

    boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    <T> T maybe(int percent, Supplier<T> value) {
        return chance(percent) ? value.get() : null;
    }

    @SafeVarargs
    final <T> T one(T... values) {
        return values[random.nextInt(values.length)];
    }

    String text() {
        var text = new StringBuilder();
        for (var i = random.nextInt(1, 20); i > 0; i--) {
            if (chance(5)) {
                text.append("😀");
            } else {
                text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
            }
        }
        return text.toString();
    }

    String name() {
        return one("weather", "get_time", "search.web", "f-1", "日本");
    }

    String id() {
        return "call_" + ids++ + one("a", "B", "_-");
    }

    Seal seal() {
        return chance(70)
                ? new Seal(Seal.Kind.SIGNATURE, "gemini", one("c2ln", "AA==", "-_8"))
                : new Seal(one(Seal.Kind.values()), one("anthropic", "openai/openrouter"), text());
    }

    Seal ownSeal() {
        return new Seal(Seal.Kind.SIGNATURE, "gemini", one("c2ln", "AA==", "-_8"));
    }

    RawJson json() {
        return new RawJson(one("{}", "{\"a\":1.50,\"b\":[null,true]}", "{\"deep\":{\"x\":\"é\\u0041\"}}"));
    }

    Extras extras(int percent, String... names) {
        var fields = new LinkedHashMap<String, RawJson>();
        for (var name : names) {
            if (chance(percent)) {
                fields.put(name, json());
            }
        }
        return Extras.of("gemini", fields);
    }

    Part part(Content content, Seal seal) {
        CacheControl none = null;
        return new Part(content, seal, none, extras(10, "partMetadata"));
    }

    Content media() {
        var type = one("image/png", "audio/wav", "video/mp4", "application/pdf");
        var kind =
                switch (type) {
                    case "image/png" -> Content.MediaKind.IMAGE;
                    case "audio/wav" -> Content.MediaKind.AUDIO;
                    case "video/mp4" -> Content.MediaKind.VIDEO;
                    default -> Content.MediaKind.DOCUMENT;
                };
        Source source = chance(60)
                ? new Source.Base64(type, one("QQ==", "+/8=", "AAAA"))
                : new Source.Url(one("https://a.example/x", "gs://b/c"), type);
        return new Content.Media(kind, source, maybe(30, this::text), null);
    }

    Content reasoning(int most) {
        var passages = new ArrayList<Content.Passage>();
        for (var i = random.nextInt(1, most + 1); i > 0; i--) {
            passages.add(new Content.Passage(true, text()));
        }
        return new Content.Reasoning(null, passages);
    }

    Content call() {
        return Content.ToolCall.of(id(), name(), json().text());
    }

    List<Part> serverTool() {
        var id = id();
        if (chance(50)) {
            var call = new RawJson("{\"id\":\"" + id + "\",\"language\":\"PYTHON\",\"code\":\"1\"}");
            var result = new RawJson("{\"id\":\"" + id + "\",\"outcome\":\"OUTCOME_OK\",\"output\":\"1\"}");
            return List.of(
                    part(new Content.ServerToolCall(id, "code_execution", call), null),
                    part(new Content.ServerToolResult(id, "code_execution", result, false), null));
        }
        var call = new RawJson("{\"id\":\"" + id + "\",\"toolType\":\"GOOGLE_SEARCH_WEB\",\"args\":{}}");
        var result = new RawJson("{\"id\":\"" + id + "\",\"toolType\":\"GOOGLE_SEARCH_WEB\",\"response\":{}}");
        return List.of(
                part(new Content.ServerToolCall(id, "web_search", call), ownSeal()),
                part(new Content.ServerToolResult(id, "web_search", result, false), ownSeal()));
    }

    Part opaque() {
        return Part.of(new Content.Opaque("gemini", new RawJson("{\"futurePart\":{\"a\":1}}")));
    }

    List<Citation> citations(String text) {
        var citations = new ArrayList<Citation>();
        var length = text.codePointCount(0, text.length());
        for (var i = random.nextInt(3); i > 0; i--) {
            var start = random.nextInt(length);
            var end = random.nextInt(start, length) + 1;
            citations.add(new Citation(
                    "https://a.example/" + i, maybe(50, this::text), null, (long) start, (long) end, Extras.NONE));
        }
        return citations;
    }

    List<Logprob> logprobs() {
        var logprobs = new ArrayList<Logprob>();
        for (var i = random.nextInt(1, 4); i > 0; i--) {
            var alternatives = List.of(new Logprob(text(), -2.5, null, List.of()), new Logprob("", 0, null, List.of()));
            logprobs.add(new Logprob(text(), -random.nextInt(100) / 64.0, null, alternatives));
        }
        return logprobs;
    }

    Usage usage() {
        return new Usage(
                random.nextInt(1000),
                chance(50) ? 0 : random.nextInt(500),
                0,
                0,
                chance(70) ? 0 : random.nextInt(50),
                chance(70) ? 0 : random.nextInt(50),
                random.nextInt(1000),
                chance(50) ? 0 : random.nextInt(500),
                chance(80) ? 0 : random.nextInt(50),
                chance(80) ? 0 : random.nextInt(50),
                0,
                extras(30, "trafficType"));
    }
}
