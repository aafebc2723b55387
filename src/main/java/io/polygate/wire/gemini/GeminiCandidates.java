package io.polygate.wire.gemini;

import io.polygate.model.Choice;
import io.polygate.model.Content;
import io.polygate.model.Extras;
import io.polygate.model.Part;
import io.polygate.model.RawJson;
import io.polygate.wire.Warnings;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The `candidates` of a whole answer.
final class GeminiCandidates {

    static final Set<String> KNOWN = Set.of("content", "finishReason", "index", "logprobsResult");
    static final Set<String> CITING = Set.of("groundingMetadata", "citationMetadata");

    private GeminiCandidates() {}

    static Choice decode(Json candidate, int position, String answerId) {
        var index = candidate.number("index");
        var choice = index == null ? position : index.intValue();
        var parts = parts(candidate, new MadeIds(answerId, choice));
        var citing = cite(candidate, parts);
        var calls = parts.stream().anyMatch(part -> part.content() instanceof Content.ToolCall);
        var filled = parts.stream().filter(part -> !GeminiParts.isEmpty(part)).toList();
        return new Choice(
                choice,
                GeminiParts.joinThoughts(filled),
                GeminiFinish.decode(GeminiFinish.word(candidate), calls),
                GeminiLogprobs.decode(candidate.object("logprobsResult")),
                extras(candidate, citing));
    }

    private static List<Part> parts(Json candidate, MadeIds ids) {
        var parts = new ArrayList<Part>();
        var content = candidate.object("content");
        if (content != null) {
            ProtoFields.root(content).objects("parts").forEach(part -> parts.add(part(part, ids)));
        }
        return parts;
    }

    static Part part(ProtoFields part, MadeIds ids) {
        var call = part.object("functionCall");
        return call == null || !call.has("name")
                ? GeminiParts.decode(part, ids)
                : GeminiMessages.call(part, call, ids.next());
    }

    /// Adds the citations to the texts that they are of; returns the metadata as we would write it, or empty.
    private static String cite(Json candidate, List<Part> parts) {
        if (CITING.stream().allMatch(name -> candidate.object(name) == null)) {
            return "";
        }
        var first = firstText(parts);
        if (first < 0) {
            return "";
        }
        var offsets = new HashMap<Integer, TextOffsets>();
        var placed = new ArrayList<GeminiCitations.Placed>();
        var numbers = partNumbers(candidate, parts, first);
        for (var number : numbers) {
            var own = GeminiCitations.decode(candidate, offsets(offsets, parts, number)).stream()
                    .filter(p -> textAt(p.part(), parts, first) == number)
                    .toList();
            own.forEach(p -> placed.add(new GeminiCitations.Placed(number, p.citation())));
            var text = (Content.Text) parts.get(number).content();
            var citations = own.stream().map(GeminiCitations.Placed::citation).toList();
            parts.set(number, parts.get(number).withContent(new Content.Text(text.text(), citations)));
        }
        var ours = GeminiCitations.encode(placed, number -> offsets(offsets, parts, number));
        return ours == null ? "" : ours;
    }

    private static List<Integer> partNumbers(Json candidate, List<Part> parts, int first) {
        return GeminiCitations.decode(candidate, new TextOffsets()).stream()
                .map(placed -> textAt(placed.part(), parts, first))
                .distinct()
                .sorted()
                .toList();
    }

    private static TextOffsets offsets(Map<Integer, TextOffsets> known, List<Part> parts, int number) {
        return known.computeIfAbsent(
                number, n -> TextOffsets.of(((Content.Text) parts.get(n).content()).text()));
    }

    /// The text at a number, else the first one: what is cited is what the caller sees.
    private static int textAt(int number, List<Part> parts, int first) {
        return number < parts.size() && parts.get(number).content() instanceof Content.Text ? number : first;
    }

    private static int firstText(List<Part> parts) {
        for (var i = 0; i < parts.size(); i++) {
            if (parts.get(i).content() instanceof Content.Text text
                    && !text.text().isEmpty()) {
                return i;
            }
        }
        return -1;
    }

    /// The members that have no place in the model. Grounding that says just what the citations do is none.
    private static Extras extras(Json candidate, String citing) {
        var rest = new LinkedHashMap<String, RawJson>();
        for (var member : candidate.members()) {
            var said = member.name().equals("groundingMetadata")
                    && member.value().raw().equals(citing);
            if (!KNOWN.contains(member.name()) && !said) {
                rest.put(member.name(), new RawJson(member.value().raw()));
            }
        }
        return Extras.of(GeminiDialect.NAME, rest);
    }

    static void encode(Choice choice, Warnings warnings, JsonWriter json) {
        var writer = new GeminiAnswerParts(warnings);
        var citations = new ArrayList<GeminiCitations.Placed>();
        var texts = new HashMap<Integer, TextOffsets>();
        json.object().name("content").object().name("parts").array();
        var written = 0;
        for (var part : choice.parts()) {
            if (part.content() instanceof Content.Text text && !text.citations().isEmpty()) {
                var number = written;
                texts.put(number, TextOffsets.of(text.text()));
                text.citations().forEach(c -> citations.add(new GeminiCitations.Placed(number, c)));
            }
            written += writer.write(part, json);
        }
        json.endArray().field("role", "model").endObject();
        json.field("finishReason", GeminiFinish.encode(choice.finish())).field("index", (long) choice.index());
        GeminiLogprobs.encode(choice.logprobs(), json);
        var extras = choice.extras().of(GeminiDialect.NAME);
        warnings.extras(choice.extras(), GeminiDialect.NAME);
        if (CITING.stream().noneMatch(extras::containsKey)) {
            json.rawField(
                    "groundingMetadata",
                    GeminiCitations.encode(citations, n -> texts.getOrDefault(n, new TextOffsets())));
        }
        GeminiParts.extras(extras, json);
        json.endObject();
    }
}
