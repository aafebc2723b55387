package io.polygate.wire.gemini;

import io.polygate.model.Citation;
import io.polygate.model.Content;
import io.polygate.model.Extras;
import io.polygate.model.FinishReason;
import io.polygate.model.Part;
import io.polygate.model.RawJson;
import io.polygate.model.Seal;
import io.polygate.model.Source;
import io.polygate.model.StreamEvent;
import io.polygate.wire.Fields;
import io.polygate.wire.OpenParts;
import io.polygate.wire.json.Json;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One candidate of a stream. Pieces of text and thoughts join until something else begins or one is signed; a
/// signature on an empty text is that of the text before it, where there is one.
final class GeminiChoiceEvents {

    private static final int MAX_CITATIONS = 4096;
    private static final int MAX_EXTRAS = 64;

    private final int choice;
    private final Consumer<StreamEvent> handler;
    private final OpenParts open;
    private final MadeIds ids;
    private final TextOffsets offsets = new TextOffsets();
    private final Set<Citation> cited = new HashSet<>();
    private final Map<String, RawJson> extras = new LinkedHashMap<>();
    private @Nullable Seal seal;
    private @Nullable PartialArgs partial;
    private @Nullable String finish;
    /// The citations as we would write them.
    private @Nullable String said;
    private boolean calls;

    GeminiChoiceEvents(int choice, String answerId, Consumer<StreamEvent> handler) {
        this.choice = choice;
        this.handler = handler;
        this.open = new OpenParts(choice, handler);
        this.ids = new MadeIds(answerId, choice);
    }

    void chunk(Json candidate) {
        var content = candidate.object("content");
        if (content != null) {
            var given = content.get("parts");
            (given != null && given.isObject() ? List.of(given) : content.items("parts")).forEach(this::part);
        }
        var logprobs = GeminiLogprobs.decode(candidate.object("logprobsResult"));
        if (!logprobs.isEmpty()) {
            handler.accept(new StreamEvent.LogprobsAdded(choice, logprobs));
        }
        if (open.textIsOpen() && GeminiCandidates.CITING.stream().anyMatch(candidate::has)) {
            cite(candidate);
        }
        for (var member : candidate.members()) {
            if (!GeminiCandidates.KNOWN.contains(member.name()) && extras.size() < MAX_EXTRAS) {
                extras.put(member.name(), new RawJson(member.value().raw()));
            }
        }
        var word = GeminiFinish.word(candidate);
        finish = word == null ? finish : word;
    }

    /// Metadata may come again with every chunk.
    private void cite(Json candidate) {
        var all = GeminiCitations.decode(candidate, offsets);
        said = GeminiCitations.encode(all, _ -> offsets);
        for (var placed : all) {
            if (cited.size() < MAX_CITATIONS && cited.add(placed.citation())) {
                open.citation(placed.citation());
            }
        }
    }

    private void part(Json part) {
        var text = part.get("text");
        if (text != null) {
            text(part, text);
            return;
        }
        var fields = ProtoFields.root(part);
        var call = fields.object("functionCall");
        if (call != null) {
            call(fields, call);
        } else {
            other(GeminiParts.decode(fields, ids));
        }
    }

    /// A sound comes in pieces, each in a part of its own.
    private void other(Part part) {
        if (part.seal() == null
                && part.content() instanceof Content.Media media
                && media.kind() == Content.MediaKind.AUDIO
                && media.source() instanceof Source.Base64 data) {
            if (seal != null) {
                endOpen();
            }
            var start = new Content.Media(media.kind(), new Source.Base64(data.mediaType(), ""), media.name(), null);
            open.audio(part.withContent(start), data.data(), "");
            return;
        }
        endOpen();
        open.whole(part);
    }

    private void text(Json part, Json value) {
        var thought = part.isTrue("thought");
        var text = value.asString();
        if (text == null) {
            throw Fields.wrongType("text", value, "a string");
        }
        if (!text.isEmpty()) {
            if (seal != null) {
                endOpen();
            }
            if (thought) {
                open.reasoning(0, true, text);
            } else {
                open.text(text);
                offsets.append(text);
            }
        }
        var signature = GeminiSeals.decode(part.string("thoughtSignature"));
        if (signature == null) {
            return;
        }
        if (seal == null && (thought ? open.reasoningIsOpen() : open.textIsOpen())) {
            seal = signature;
            return;
        }
        endOpen();
        open.whole(
                Part.of(thought ? GeminiParts.thought("") : Content.Text.of("")).withSeal(signature));
    }

    /// Ends the text or thought that is open, with the signature that came for it.
    private void endOpen() {
        open.endOpen(seal);
        seal = null;
    }

    private void call(ProtoFields part, ProtoFields call) {
        if (call.has("name")) {
            endOpen();
            endPartial();
            calls = true;
            var whole = GeminiMessages.call(part, call, ids.next());
            if (!call.json().isTrue("willContinue") || call.has("args")) {
                open.whole(whole);
                return;
            }
            var content = (Content.ToolCall) whole.content();
            var number = open.call(whole.withContent(content.withArguments("")));
            partial = new PartialArgs(text -> open.arguments(number, text));
        }
        var args = partial;
        if (args != null) {
            call.json().items("partialArgs").forEach(args::add);
            if (!call.json().isTrue("willContinue")) {
                endPartial();
            }
        }
    }

    private void endPartial() {
        if (partial != null) {
            partial.end();
            partial = null;
        }
    }

    boolean finished() {
        return finish != null;
    }

    /// The candidate is whole. `blocked` is why the prompt was blocked, where it was.
    void end(@Nullable String blocked) {
        endOpen();
        endPartial();
        open.end();
        var reason =
                finish == null && blocked != null ? GeminiFinish.blocked(blocked) : GeminiFinish.decode(finish, calls);
        handler.accept(new StreamEvent.Finished(choice, reason, extras()));
    }

    static StreamEvent.Finished without(FinishReason reason) {
        return new StreamEvent.Finished(0, reason, Extras.NONE);
    }

    /// Grounding that says just what the citations do is none.
    private Extras extras() {
        var grounding = extras.get("groundingMetadata");
        if (grounding != null && grounding.text().equals(said)) {
            extras.remove("groundingMetadata");
        }
        return Extras.of(GeminiDialect.NAME, extras);
    }
}
