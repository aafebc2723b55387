package io.polygate.wire.openai;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.polygate.model.TokenCount;
import io.polygate.model.Units;
import io.polygate.model.Units.Kind;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonSyntaxException;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Overhears the server events of a Realtime conversation for its turns: what each response used and how it ended.
/// Events in between are only searched for their type, never parsed.
public final class RealtimeTurns {

    private static final byte[] RESPONSE = "\"response.".getBytes(US_ASCII);
    private static final byte[] CREATED = "created\"".getBytes(US_ASCII);
    private static final byte[] DONE = "done\"".getBytes(US_ASCII);

    private final Listener listener;
    private long createdNanos;
    private long firstNanos;

    /// Hears of each turn when it has ended.
    @FunctionalInterface
    public interface Listener {

        void ended(Turn turn);
    }

    /// @param startedNanos [System#nanoTime] when the response was begun
    /// @param firstNanos when the first of it came, 0 where nothing did
    /// @param finish the response's status, or the reason that it names for it
    public record Turn(
            long startedNanos,
            long firstNanos,
            TokenCount tokens,
            Units units,
            @Nullable String finish,
            boolean failed) {}

    public RealtimeTurns(Listener listener) {
        this.listener = listener;
    }

    /// Whether a response has begun and not ended.
    public boolean open() {
        return createdNanos != 0;
    }

    /// An event of the server's.
    public void hear(Buffer event) {
        var bytes = event.getBytes();
        int at = find(bytes);
        if (at < 0) {
            return;
        }
        if (is(CREATED, bytes, at)) {
            createdNanos = System.nanoTime();
            firstNanos = 0;
        } else if (is(DONE, bytes, at)) {
            done(bytes);
        } else if (firstNanos == 0) {
            firstNanos = System.nanoTime();
        }
    }

    private static int find(byte[] bytes) {
        int end = bytes.length - RESPONSE.length;
        for (int i = 0; i <= end; i++) {
            if (bytes[i] == '"' && Arrays.equals(bytes, i, i + RESPONSE.length, RESPONSE, 0, RESPONSE.length)) {
                return i + RESPONSE.length;
            }
        }
        return -1;
    }

    private static boolean is(byte[] word, byte[] bytes, int at) {
        return at + word.length <= bytes.length && Arrays.equals(bytes, at, at + word.length, word, 0, word.length);
    }

    private void done(byte[] bytes) {
        var event = parse(bytes);
        var response = event == null || !"response.done".equals(event.string("type")) ? null : event.object("response");
        if (response == null) {
            return;
        }
        long now = System.nanoTime();
        var status = response.string("status");
        var details = response.object("status_details");
        var reason = details == null ? null : details.string("reason");
        var turn = new Turn(
                createdNanos == 0 ? now : createdNanos,
                firstNanos,
                tokens(response.object("usage")),
                units(response.object("usage")),
                reason == null ? status : reason,
                "failed".equals(status));
        createdNanos = 0;
        firstNanos = 0;
        listener.ended(turn);
    }

    private static @Nullable Json parse(byte[] bytes) {
        try {
            return Json.parse(bytes, 0, bytes.length, Json.MAX_DEPTH);
        } catch (JsonSyntaxException e) {
            return null;
        }
    }

    private static TokenCount tokens(@Nullable Json usage) {
        if (usage == null || !usage.has("input_tokens") && !usage.has("output_tokens")) {
            return TokenCount.UNKNOWN;
        }
        var details = usage.object("input_token_details");
        long input = Math.max(0, usage.count("input_tokens"));
        long cached = details == null ? 0 : Math.clamp(details.count("cached_tokens"), 0, input);
        return new TokenCount(true, input - cached, cached, Math.max(0, usage.count("output_tokens")), 0);
    }

    /// How many of the tokens were image or sound.
    private static Units units(@Nullable Json usage) {
        var heard = usage == null ? null : usage.object("input_token_details");
        var said = usage == null ? null : usage.object("output_token_details");
        return Units.NONE
                .and(Kind.INPUT_IMAGE_TOKENS, count(heard, "image_tokens"))
                .and(Kind.INPUT_AUDIO_TOKENS, count(heard, "audio_tokens"))
                .and(Kind.OUTPUT_AUDIO_TOKENS, count(said, "audio_tokens"));
    }

    private static long count(@Nullable Json details, String name) {
        return details == null ? 0 : details.count(name);
    }
}
