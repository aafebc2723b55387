package io.polygate.provider;

import io.polygate.model.ChatRequest;
import io.polygate.model.Content;
import io.polygate.model.GatewayError;
import io.polygate.model.ResponseFormat;
import io.polygate.model.StreamEvent;
import io.polygate.model.Usage;
import io.polygate.wire.StreamEncoder;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/// A streamed answer as far as its caller has it: written by one encoder, whoever it comes from, so that it reads as
/// one answer. The end of a text is held back until more follows, since another model may go on with the same text.
///
/// What a backend used that broke off without telling is estimated: its prompt as that of the one that told, its
/// output by the text.
public final class AnswerSoFar {

    private static final int NONE = -1;
    private static final int ASCII_PER_TOKEN = 4;

    private final StreamEncoder encoder;
    private final int maxText;
    private final StringBuilder text = new StringBuilder();
    private boolean beyondText;
    private boolean finished;
    private boolean thinking;
    private int openText = NONE;
    private int nextPart;
    private StreamEvent.@Nullable PartEnded held;

    private Usage spent = Usage.ZERO;
    private @Nullable Usage told;
    private int begunAt;
    private int untold;
    private long untoldPrefixes;

    /// @param encoder writes in the caller's dialect
    /// @param request what is answered; more than one answer, or one of a given form, cannot be gone on with
    public AnswerSoFar(StreamEncoder encoder, ChatRequest request, int maxText) {
        this.encoder = encoder;
        this.maxText = maxText;
        var choices = request.generation().choices();
        boolean formed = request.format() != null && !(request.format() instanceof ResponseFormat.Text);
        this.beyondText = formed || choices != null && choices > 1;
    }

    /// An event as its caller is told it: usage is that of all who answered.
    public StreamEvent counted(StreamEvent event) {
        if (!(event instanceof StreamEvent.UsageReported(var usage))) {
            return event;
        }
        told = usage;
        return new StreamEvent.UsageReported(total(usage));
    }

    /// Writes an event to the caller's answer.
    public void say(StreamEvent event) {
        if (held != null) {
            var end = held;
            held = null;
            write(end);
        }
        if (event instanceof StreamEvent.PartEnded ended && ended.choice() == 0 && ended.part() == openText) {
            held = ended;
        } else {
            write(event);
        }
    }

    private void write(StreamEvent event) {
        see(event);
        encoder.encode(event);
    }

    private void see(StreamEvent event) {
        switch (event) {
            case StreamEvent.PartStarted started -> begin(started);
            case StreamEvent.TextDelta delta -> add(delta.text());
            case StreamEvent.PartEnded ended -> {
                openText = ended.part() == openText ? NONE : openText;
                thinking = false;
            }
            case StreamEvent.RefusalDelta _, StreamEvent.ArgumentsDelta _, StreamEvent.AudioDelta _ ->
                beyondText = true;
            case StreamEvent.Finished _, StreamEvent.Ended _ -> finished = true;
            case StreamEvent.Started _,
                    StreamEvent.UsageReported _,
                    StreamEvent.ReasoningDelta _,
                    StreamEvent.CitationAdded _,
                    StreamEvent.LogprobsAdded _,
                    StreamEvent.Ping _,
                    StreamEvent.Failed _ -> {}
        }
    }

    private void begin(StreamEvent.PartStarted started) {
        nextPart = Math.max(nextPart, started.part() + 1);
        switch (started.start().content()) {
            case Content.Text begun
            when started.choice() == 0 -> {
                openText = started.part();
                add(begun.text());
            }
            case Content.Reasoning _ when started.choice() == 0 -> thinking = true;
            default -> beyondText = true;
        }
    }

    private void add(String more) {
        if (text.length() + (long) more.length() > maxText) {
            beyondText = true;
        } else {
            text.append(more);
        }
    }

    /// What was written since the last call.
    public Buffer take() {
        return encoder.take();
    }

    public StreamEncoder encoder() {
        return encoder;
    }

    /// Whether there is text, nothing but text behind what was thought, and no end yet.
    public boolean canGoOn() {
        return !beyondText && !finished && !thinking && !text.toString().isBlank();
    }

    int length() {
        return text.length();
    }

    public String text() {
        return text.toString();
    }

    /// The text part that is being written, or a negative number.
    public int openText() {
        return openText;
    }

    /// The number of the next part.
    public int nextPart() {
        return nextPart;
    }

    Buffer lastWords(GatewayError error) {
        held = null;
        write(new StreamEvent.Failed(error));
        return take();
    }

    /// Nothing more comes from who has been answering: an end of its text that was held back is none.
    void broke() {
        held = null;
        long written = tokens(text.substring(begunAt));
        var used = told == null ? Usage.ZERO : told;
        if (used.inputTotal() == 0) {
            untold++;
            untoldPrefixes += tokens(text.substring(0, begunAt));
        }
        var unsaid = Usage.of(0, Math.max(0, written - used.outputTotal()));
        spent = spent.plus(used).plus(unsaid);
        told = null;
        begunAt = text.length();
    }

    /// What all have used, when the last one used that much.
    Usage total(Usage last) {
        long prompt = last.inputTotal() == 0 ? 0 : Math.max(0, last.inputTotal() - tokens(text.substring(0, begunAt)));
        return last.plus(spent).plus(Usage.of(prompt == 0 ? 0 : untold * prompt + untoldPrefixes, 0));
    }

    /// An estimate: a token for each four characters of ASCII, three for each four others.
    public static long tokens(String text) {
        int plain = 0;
        for (int i = 0; i < text.length(); i++) {
            plain += text.charAt(i) < 0x80 ? 1 : 0;
        }
        return (plain + ASCII_PER_TOKEN - 1) / ASCII_PER_TOKEN + (text.length() - plain) * 3L / 4;
    }
}
