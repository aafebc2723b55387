package io.polygate.provider.cloud;

import io.polygate.testing.FakeProvider;
import io.polygate.testing.Received;
import io.polygate.testing.Script;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// A token server with moods: it answers at once, late, with a 503 or not at all, in turn; gives tokens of a short
/// life, and takes each refresh token once. It knows which access tokens hold, as the backend does.
final class TokenServer implements AutoCloseable {

    private static final long LATE_MILLIS = 300;

    final FakeProvider server = new FakeProvider();
    /// Refresh tokens that came a second time.
    final List<String> misused = new CopyOnWriteArrayList<>();
    final AtomicInteger mostAtOnce = new AtomicInteger();
    private final Map<String, Long> ends = new ConcurrentHashMap<>();
    private final Map<String, Boolean> used = new ConcurrentHashMap<>();
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger given = new AtomicInteger();
    private final AtomicInteger open = new AtomicInteger();
    private final long lifeMillis;
    private final boolean moody;

    /// @param moody whether it fails at times, and now and then gives a token that the backend refuses early
    TokenServer(long lifeMillis, boolean moody) {
        this.lifeMillis = lifeMillis;
        this.moody = moody;
        server.answers(this::play);
    }

    private void play(Received received) {
        mostAtOnce.accumulateAndGet(open.incrementAndGet(), Math::max);
        int mood = moody ? asked.getAndIncrement() % 5 : 0;
        switch (mood) {
            case 1 -> fail(received, Script.json(503, "{}"));
            case 3 -> fail(received, Script.reset());
            case 2 -> server.vertx().timer(LATE_MILLIS, TimeUnit.MILLISECONDS).onSuccess(v -> give(received));
            default -> give(received);
        }
    }

    private void fail(Received received, Script failure) {
        open.decrementAndGet();
        failure.play(received);
    }

    private void give(Received received) {
        open.decrementAndGet();
        var form = URLDecoder.decode(received.body(), StandardCharsets.UTF_8);
        var refresh = form.contains("refresh_token=") ? form.replaceAll(".*refresh_token=([^&]*).*", "$1") : "";
        if (!refresh.isEmpty() && used.put(refresh, true) != null) {
            misused.add(refresh);
            Script.json(400, "{\"error\":\"invalid_grant\"}").play(received);
            return;
        }
        int number = given.incrementAndGet();
        long early = moody && number % 2 == 0 ? lifeMillis / 2 : 0;
        ends.put("access-" + number, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(lifeMillis - early));
        Script.json("{\"access_token\":\"access-" + number + "\",\"refresh_token\":\"refresh-" + number
                        + "\",\"token_type\":\"Bearer\",\"expires_in\":" + lifeMillis / 1000 + "}")
                .play(received);
    }

    int given() {
        return given.get();
    }

    /// Whether a token was given and has not run out.
    boolean holds(String authorization) {
        var end = ends.get(String.valueOf(authorization).replace("Bearer ", ""));
        return end != null && end - System.nanoTime() > 0;
    }

    @Override
    public void close() {
        server.close();
    }
}
