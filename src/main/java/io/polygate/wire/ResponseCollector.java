package io.polygate.wire;

import io.polygate.model.ChatResponse;
import io.polygate.model.Choice;
import io.polygate.model.ErrorKind;
import io.polygate.model.Extras;
import io.polygate.model.FinishReason;
import io.polygate.model.GatewayError;
import io.polygate.model.Logprob;
import io.polygate.model.StreamEvent;
import io.polygate.model.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Collects a stream's events into the whole answer: for a caller who asked for no stream, for a store, for tests.
///
/// Holds at most `maxCharacters` of what deltas bring; more is an error.
public final class ResponseCollector implements Consumer<StreamEvent> {

    private static final class OpenChoice {
        final Map<Integer, CollectedPart> parts = new TreeMap<>();
        final List<Logprob> logprobs = new ArrayList<>();
        FinishReason finish = FinishReason.of(FinishReason.Unified.OTHER, null);
        Extras extras = Extras.NONE;
    }

    private final long maxCharacters;
    private final Map<Integer, OpenChoice> choices = new TreeMap<>();
    private StreamEvent.Started started = new StreamEvent.Started("", "", 0, Extras.NONE);
    private Usage usage = Usage.ZERO;
    private @Nullable GatewayError error;
    private boolean ended;
    private long characters;

    public ResponseCollector(long maxCharacters) {
        this.maxCharacters = maxCharacters;
    }

    @Override
    public void accept(StreamEvent event) {
        switch (event) {
            case StreamEvent.Started e -> started = e;
            case StreamEvent.PartStarted e -> choice(e.choice()).parts.put(e.part(), new CollectedPart(e.start()));
            case StreamEvent.TextDelta e -> part(e.choice(), e.part()).append(count(e.text()));
            case StreamEvent.RefusalDelta e -> part(e.choice(), e.part()).append(count(e.text()));
            case StreamEvent.ArgumentsDelta e -> part(e.choice(), e.part()).append(count(e.text()));
            case StreamEvent.ReasoningDelta e ->
                part(e.choice(), e.part()).reasoning(e.passage(), e.summary(), count(e.text()));
            case StreamEvent.AudioDelta e -> part(e.choice(), e.part()).audio(count(e.data()), count(e.transcript()));
            case StreamEvent.CitationAdded e -> part(e.choice(), e.part()).cite(e.citation());
            case StreamEvent.LogprobsAdded e -> choice(e.choice()).logprobs.addAll(e.logprobs());
            case StreamEvent.PartEnded e -> part(e.choice(), e.part()).seal(e.seal());
            case StreamEvent.Finished e -> {
                choice(e.choice()).finish = e.reason();
                choice(e.choice()).extras = e.extras();
            }
            case StreamEvent.UsageReported e -> usage = e.usage();
            case StreamEvent.Ping _ -> {}
            case StreamEvent.Ended _ -> ended = true;
            case StreamEvent.Failed e -> error = e.error();
        }
    }

    /// The answer of a stream that has ended.
    ///
    /// @throws io.polygate.model.GatewayException when the stream failed
    public ChatResponse whole() {
        if (error != null) {
            throw error.asException();
        }
        return response();
    }

    /// The answer so far.
    public ChatResponse response() {
        var collected = new ArrayList<Choice>();
        choices.forEach((index, choice) -> collected.add(new Choice(
                index,
                choice.parts.values().stream().map(CollectedPart::part).toList(),
                choice.finish,
                choice.logprobs,
                choice.extras)));
        return new ChatResponse(started.id(), started.model(), started.created(), collected, usage, started.extras());
    }

    /// Whether the stream came to a good end.
    public boolean ended() {
        return ended;
    }

    /// Why the stream failed, or null.
    public @Nullable GatewayError error() {
        return error;
    }

    private OpenChoice choice(int index) {
        return choices.computeIfAbsent(index, _ -> new OpenChoice());
    }

    private CollectedPart part(int choice, int part) {
        var found = choice(choice).parts.get(part);
        if (found == null) {
            throw new IllegalStateException("part " + part + " of choice " + choice + " was not started");
        }
        return found;
    }

    private String count(String text) {
        characters += text.length();
        if (characters > maxCharacters) {
            throw GatewayError.of(
                            ErrorKind.UPSTREAM_ERROR,
                            "the upstream's answer is longer than " + maxCharacters + " characters")
                    .asException();
        }
        return text;
    }
}
