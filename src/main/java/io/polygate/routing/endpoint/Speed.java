package io.polygate.routing.endpoint;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// How fast an endpoint answers, by the size of the prompt: time to the first token and time per token, each a moving
/// average. Forgotten after a while, so that somebody looks again. Safe from every thread.
public final class Speed {

    /// Prompts up to so many tokens are alike.
    private static final int[] CLASSES = {512, 2_048, 8_192, 32_768};

    private static final double NEW = 0.2;
    private static final long FORGOTTEN_NANOS = 30_000_000_000L;
    /// An answer of usual length.
    private static final int USUAL_TOKENS = 200;

    private record Times(double firstToken, double perToken, long at) {}

    private final AtomicReferenceArray<@Nullable Times> classes = new AtomicReferenceArray<>(CLASSES.length + 1);

    static int classOf(int promptTokens) {
        int at = 0;
        while (at < CLASSES.length && promptTokens > CLASSES[at]) {
            at++;
        }
        return at;
    }

    /// @param perToken 0 where it is not known
    public void observe(int promptTokens, double firstToken, double perToken, long now) {
        int at = classOf(promptTokens);
        while (true) {
            var seen = classes.get(at);
            var next = seen == null || now - seen.at > FORGOTTEN_NANOS
                    ? new Times(firstToken, perToken, now)
                    : new Times(
                            seen.firstToken + NEW * (firstToken - seen.firstToken),
                            perToken == 0 ? seen.perToken : seen.perToken + NEW * (perToken - seen.perToken),
                            now);
            if (classes.compareAndSet(at, seen, next)) {
                return;
            }
        }
    }

    /// Nanoseconds to an answer of usual length, 0 where nothing is known or it was too long ago.
    public double expected(int promptTokens, long now) {
        var times = classes.get(classOf(promptTokens));
        return times == null || now - times.at > FORGOTTEN_NANOS
                ? 0
                : Math.max(1, times.firstToken + USUAL_TOKENS * times.perToken);
    }
}
