package io.polygate.routing.idempotency;

import io.polygate.bus.Call;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The answers that this node keeps by `Idempotency-Key`, and those that are under way. Beyond its bounds the oldest
/// make room. Safe from every shard; nothing is held long.
///
/// Other nodes know nothing of it: the doors of a cluster bring all calls of one key to the same node.
public final class Replays {

    private static final int MAX_WAITING = 1_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<ReplayKey, Entry> entries = new LinkedHashMap<>();
    private final InstantSource clock;
    private volatile IdempotencyConfig config;
    private long bytes;

    private static final class Entry {

        final String digest;
        final List<Runnable> waiting = new ArrayList<>(0);

        @Nullable
        KeptAnswer answer;

        long keptMillis;

        Entry(String digest) {
            this.digest = digest;
        }
    }

    public Replays(IdempotencyConfig config, InstantSource clock) {
        this.config = config;
        this.clock = clock;
    }

    /// Keeps to other limits from now on.
    public void use(IdempotencyConfig next) {
        config = next;
    }

    /// What a call finds under its key.
    public sealed interface Found {

        /// Nothing: the call is to be sent, and what is written to the recording is kept.
        record First(Recording recording) implements Found {}

        record Answered(KeptAnswer answer) implements Found {}

        /// The first call has not ended; who asked is told when it has, and asks again.
        record UnderWay() implements Found {}

        /// The same, and too many wait for it already.
        record Full() implements Found {}

        /// The key belongs to another request.
        record Another() implements Found {}
    }

    /// @param digest what the request is, see [#digest]
    /// @param again called on any thread when a call that is under way has ended
    public Found enter(ReplayKey key, String digest, Runnable again) {
        lock.lock();
        try {
            var entry = alive(key);
            if (entry == null) {
                var fresh = new Entry(digest);
                entries.put(key, fresh);
                return new Found.First(new Recording(config.maxEach(), kept -> settle(key, fresh, kept)));
            }
            if (!entry.digest.equals(digest)) {
                return new Found.Another();
            }
            if (entry.answer != null) {
                return new Found.Answered(entry.answer);
            }
            if (entry.waiting.size() >= MAX_WAITING) {
                return new Found.Full();
            }
            entry.waiting.add(again);
            return new Found.UnderWay();
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Entry alive(ReplayKey key) {
        var entry = entries.get(key);
        if (entry == null || entry.answer == null || !isOld(entry)) {
            return entry;
        }
        remove(key, entry);
        return null;
    }

    private boolean isOld(Entry entry) {
        return clock.millis() - entry.keptMillis > config.lifetime().toMillis();
    }

    private void settle(ReplayKey key, Entry entry, @Nullable KeptAnswer kept) {
        lock.lock();
        try {
            entries.remove(key);
            if (kept != null) {
                entry.answer = kept;
                entry.keptMillis = clock.millis();
                entries.put(key, entry);
                bytes += size(key, kept);
                makeRoom();
            }
        } finally {
            lock.unlock();
        }
        entry.waiting.forEach(Runnable::run);
        entry.waiting.clear();
    }

    /// Entries stand in the order in which they began or were kept; those under way stay.
    private void makeRoom() {
        var oldest = entries.entrySet().iterator();
        while (oldest.hasNext() && (bytes > config.maxBytes() || entries.size() > config.maxCount())) {
            var each = oldest.next();
            var answer = each.getValue().answer;
            if (answer != null) {
                bytes -= size(each.getKey(), answer);
                oldest.remove();
            }
        }
    }

    private void remove(ReplayKey key, Entry entry) {
        if (entry.answer != null) {
            bytes -= size(key, entry.answer);
        }
        entries.remove(key);
    }

    private static long size(ReplayKey key, KeptAnswer answer) {
        return answer.bytes()
                + 2L * key.key().length()
                + 512
                + 64L * answer.parts().size();
    }

    /// How many bytes are kept.
    public long bytes() {
        lock.lock();
        try {
            return bytes;
        } finally {
            lock.unlock();
        }
    }

    /// What tells a request from another under the same key: where it goes and its body.
    public static String digest(Call call) {
        try {
            var sha = MessageDigest.getInstance("SHA-256");
            var place = call.dialect()
                    + ' '
                    + call.operation()
                    + ' '
                    + call.model()
                    + ' '
                    + call.variant()
                    + ' '
                    + call.query()
                    + '\n';
            sha.update(place.getBytes(StandardCharsets.UTF_8));
            sha.update(call.body().getBytes());
            return HexFormat.of().formatHex(sha.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
