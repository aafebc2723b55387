package io.polygate.provider.dialect;

import io.polygate.model.EmbeddingResponse;
import io.polygate.model.GatewayError;
import io.polygate.model.GatewayException;
import io.polygate.model.Head;
import io.polygate.model.Header;
import io.polygate.model.TokenCount;
import io.polygate.model.Usage;
import io.polygate.provider.Attempt;
import io.polygate.provider.AttemptHandler;
import io.polygate.provider.Outcome;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A request for vectors that is several requests to the backend: some at a time, and one answer when all have come.
/// One that fails is the failure of all.
final class EmbeddingAttempt implements Attempt {

    private static final int AT_A_TIME = 8;

    private final Embedding embedding;
    private final BiFunction<Crossing, AttemptHandler, Attempt> sender;
    private final AttemptHandler handler;
    private final Attempt[] pieces;
    private final @Nullable EmbeddingResponse[] answers;
    private List<Header> headers = List.of();
    private long firstByteNanos;
    private int sent;
    private int answered;
    private boolean paused;
    private boolean over;

    private EmbeddingAttempt(
            Embedding embedding, BiFunction<Crossing, AttemptHandler, Attempt> sender, AttemptHandler handler) {
        this.embedding = embedding;
        this.sender = sender;
        this.handler = handler;
        int count = embedding.requests().size();
        this.pieces = Stream.generate(() -> Attempt.OVER).limit(count).toArray(Attempt[]::new);
        this.answers = new EmbeddingResponse[count];
    }

    /// @param sender sends one request
    static Attempt open(
            Embedding embedding, BiFunction<Crossing, AttemptHandler, Attempt> sender, AttemptHandler handler) {
        if (embedding.requests().size() == 1) {
            return sender.apply(embedding.whole(handler), handler);
        }
        var attempt = new EmbeddingAttempt(embedding, sender, handler);
        for (int i = 0; i < AT_A_TIME; i++) {
            attempt.next();
        }
        return attempt;
    }

    private void next() {
        if (over || sent == pieces.length) {
            return;
        }
        int number = sent++;
        var piece = new Piece(number);
        var request = embedding.requests().get(number);
        Attempt opened;
        try {
            opened = sender.apply(embedding.piece(request, answer -> answers[number] = answer, piece), piece);
        } catch (GatewayException e) {
            fail(e.error());
            return;
        }
        pieces[number] = opened;
        if (over) {
            opened.cancel();
        } else if (paused) {
            opened.pause();
        }
    }

    private void answered() {
        answered++;
        if (answered < pieces.length) {
            next();
            return;
        }
        over = true;
        TranslatedBody.Answer answer;
        try {
            answer = embedding.joined(
                    Stream.of(answers).map(Objects::requireNonNull).toList());
        } catch (GatewayException e) {
            handler.failed(e.error(), Outcome.NOTHING);
            return;
        }
        handler.part(
                TranslatedAnswer.head(headers, "application/json", answer.warnings()),
                answer.body(),
                new Outcome(
                        TokenCount.of(Objects.requireNonNullElse(answer.usage(), Usage.ZERO)),
                        null,
                        firstByteNanos,
                        false));
    }

    /// What was answered is billed, whatever comes of the rest.
    private void fail(GatewayError error) {
        if (over) {
            return;
        }
        cancel();
        var usage = Usage.ZERO;
        for (var answer : answers) {
            usage = answer == null ? usage : usage.plus(answer.usage());
        }
        var tokens = answered == 0 ? TokenCount.UNKNOWN : TokenCount.of(usage);
        handler.failed(error, new Outcome(tokens, null, firstByteNanos, false));
    }

    @Override
    public void pause() {
        paused = true;
        for (var piece : pieces) {
            piece.pause();
        }
    }

    @Override
    public void resume() {
        paused = false;
        for (var piece : pieces) {
            piece.resume();
        }
    }

    @Override
    public void cancel() {
        over = true;
        for (var piece : pieces) {
            piece.cancel();
        }
    }

    /// Hears of one request.
    private final class Piece implements AttemptHandler {

        private final int number;

        Piece(int number) {
            this.number = number;
        }

        @Override
        public void part(@Nullable Head head, @Nullable Buffer bytes, @Nullable Outcome last) {
            if (over || last == null) {
                return;
            }
            if (answered == 0) {
                firstByteNanos = last.firstByteNanos();
                headers = head == null ? List.of() : kept(head);
            }
            pieces[number] = Attempt.OVER;
            answered();
        }

        private static List<Header> kept(Head head) {
            return head.headers().stream()
                    .filter(header -> !header.name().equals("content-type"))
                    .toList();
        }

        @Override
        public void failed(GatewayError error, Outcome used) {
            fail(error);
        }
    }
}
