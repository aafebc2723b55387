package io.polygate.wire.gemini;

import io.polygate.model.Content;
import io.polygate.model.ErrorKind;
import io.polygate.model.Extras;
import io.polygate.model.GatewayError;
import io.polygate.model.Part;
import io.polygate.model.Seal;
import io.polygate.model.StreamEvent;
import io.polygate.model.Usage;
import io.polygate.wire.ResponseContext;
import io.polygate.wire.SequentialParts;
import io.polygate.wire.StreamEncoder;
import io.polygate.wire.Warnings;
import io.polygate.wire.json.JsonWriter;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Writes a stream: a chunk for each piece of text or thought and for each whole call, as Gemini sends calls; at the
/// end
/// one chunk with the finish reasons and what was used. A call's arguments are the only thing that is collected.
final class GeminiEventEncoder implements StreamEncoder {

    private static final int MAX_ARGUMENTS = 16 * 1024 * 1024;

    private final ResponseContext context;
    private final Warnings warnings = new Warnings(GeminiDialect.NAME);
    private final GeminiAnswerParts parts = new GeminiAnswerParts(warnings);
    private final SequentialParts rows = new SequentialParts(this::write);
    private final GeminiFrames frames;
    private final Map<Integer, OpenCandidate> candidates = new TreeMap<>();
    private StreamEvent.Started started = new StreamEvent.Started("", "", 0, Extras.NONE);
    private Usage usage = Usage.ZERO;
    /// What the last chunk said of it.
    private Usage told = Usage.ZERO;

    GeminiEventEncoder(ResponseContext context) {
        this.context = context;
        this.frames = new GeminiFrames(context.framing());
    }

    @Override
    public void encode(StreamEvent event) {
        rows.accept(event);
    }

    private void write(StreamEvent event) {
        switch (event) {
            case StreamEvent.Started e -> {
                started = e;
                warnings.extras(e.extras(), GeminiDialect.NAME);
            }
            case StreamEvent.PartStarted e -> candidate(e.choice()).start(e.start());
            case StreamEvent.TextDelta e -> {
                candidate(e.choice()).offsets.append(e.text());
                piece(e.choice(), e.text(), false, null);
            }
            case StreamEvent.RefusalDelta e -> piece(e.choice(), e.text(), false, null);
            case StreamEvent.ReasoningDelta e -> piece(e.choice(), e.text(), true, null);
            case StreamEvent.ArgumentsDelta e -> arguments(candidate(e.choice()), e.text());
            case StreamEvent.AudioDelta e -> sound(e);
            case StreamEvent.CitationAdded e -> candidate(e.choice()).cite(e.citation());
            case StreamEvent.LogprobsAdded e -> candidate(e.choice()).logprobs.addAll(e.logprobs());
            case StreamEvent.PartEnded e -> ended(e);
            case StreamEvent.Finished e -> candidate(e.choice()).finish = e;
            case StreamEvent.UsageReported e -> usage = e.usage();
            case StreamEvent.Ping _ -> {}
            case StreamEvent.Ended _ -> end();
            case StreamEvent.Failed e -> {
                GeminiErrors.write(e.error(), context.id(), frames.begin());
                frames.last();
            }
        }
    }

    private OpenCandidate candidate(int choice) {
        return candidates.computeIfAbsent(choice, _ -> new OpenCandidate());
    }

    private static void arguments(OpenCandidate candidate, String text) {
        if (candidate.arguments.length() + text.length() > MAX_ARGUMENTS) {
            throw GatewayError.of(ErrorKind.UPSTREAM_ERROR, "a tool call's arguments are longer than " + MAX_ARGUMENTS)
                    .asException();
        }
        candidate.arguments.append(text);
    }

    private void piece(int choice, String text, boolean thought, @Nullable Seal seal) {
        var json = open();
        GeminiAnswerParts.piece(text, thought, seal, json);
        close(choice, json);
    }

    /// Gemini has no transcript beside a sound.
    private void sound(StreamEvent.AudioDelta delta) {
        if (!delta.transcript().isEmpty()) {
            warnings.unsupported("audio.transcript");
        }
        var source = candidate(delta.choice()).sound(delta.data());
        if (source != null) {
            var json = open().object();
            json.name("inlineData").object();
            json.field("mimeType", source.mediaType()).field("data", source.data());
            close(delta.choice(), json.endObject().endObject());
        }
    }

    private void ended(StreamEvent.PartEnded event) {
        var candidate = candidate(event.choice());
        var part = candidate.part(event.seal());
        if (part == null) {
            return;
        }
        switch (part.content()) {
            case Content.Text _, Content.Refusal _ -> seal(event.choice(), part, false);
            case Content.Reasoning _ -> seal(event.choice(), part, true);
            case Content.Media media
            when OpenCandidate.isEmpty(media) -> warnings.extras(part.extras(), GeminiDialect.NAME);
            default -> whole(event.choice(), part);
        }
    }

    private void seal(int choice, Part part, boolean thought) {
        if (part.seal() != null) {
            piece(choice, "", thought, part.seal());
        }
    }

    private void whole(int choice, Part part) {
        var inner = new JsonWriter();
        if (parts.write(part, inner) > 0) {
            close(choice, open().raw(inner.toString()));
        }
    }

    /// Begins a chunk, up to where its parts stand.
    private JsonWriter open() {
        var json = frames.begin().object().name("candidates").array();
        json.object().name("content").object().name("parts").array();
        return json;
    }

    private void close(int choice, JsonWriter json) {
        json.endArray().field("role", "model").endObject().field("index", (long) choice);
        candidate(choice).logprobs(json);
        json.endObject().endArray();
        tail(json, false);
    }

    /// What stands after the candidates of a chunk.
    private void tail(JsonWriter json, boolean last) {
        if (told != usage || last) {
            GeminiUsage.encode(usage, json.name("usageMetadata"));
            told = usage;
        }
        json.field("modelVersion", started.model().isEmpty() ? context.request().model() : started.model());
        var id = started.id().isEmpty() ? context.id() : started.id();
        if (frames.first()) {
            GeminiResponses.tail(id, started.created(), started.extras(), json);
        } else {
            json.field("responseId", id);
        }
        json.endObject();
        frames.end();
    }

    private void end() {
        var json = frames.begin().object();
        var blocked = GeminiResponses.isBlocked(started.extras())
                && candidates.values().stream().allMatch(OpenCandidate::isEmpty);
        if (!blocked) {
            json.name("candidates").array();
            candidates.forEach((choice, candidate) -> candidate.last(choice, warnings, json));
            json.endArray();
        }
        tail(json, true);
        frames.last();
    }

    @Override
    public Buffer take() {
        return frames.take();
    }

    @Override
    public List<String> warnings() {
        return warnings.list();
    }
}
