package io.polygate.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polygate.model.RawJson;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class MemoryResponseStoreTest {

    private Instant now = Instant.EPOCH;
    private final ResponseStore store =
            new MemoryResponseStore(new ResponseStoreConfig(Duration.ofMinutes(1), 3, 100, 200, 3, 3, 100), () -> now);

    private static StoredResponse response(String id, String previous, int size) {
        return new StoredResponse(id, previous, new RawJson("x".repeat(size - id.length())), List.of(), List.of());
    }

    private static ResponseKey key(String principal, String id) {
        return new ResponseKey(principal, id);
    }

    private boolean has(String principal, String id) {
        return store.get(key(principal, id)).result().isPresent();
    }

    private boolean put(String principal, String id, String previous, int size) {
        return store.put(key(principal, id), response(id, previous, size)).result();
    }

    @Test
    void aResponseIsItsOwnersAlone() {
        var stored =
                new StoredResponse("r", null, new RawJson("{}"), List.of(new RawJson("1")), List.of(new RawJson("2")));
        assertThat(store.put(key("ann", "r"), stored).result()).isTrue();
        assertThat(store.get(key("ann", "r")).result()).contains(stored);
        assertThat(has("bob", "r")).isFalse();
        assertThat(store.delete(key("bob", "r")).result()).isFalse();
        assertThat(store.delete(key("ann", "r")).result()).isTrue();
        assertThat(store.delete(key("ann", "r")).result()).isFalse();
        assertThat(has("ann", "r")).isFalse();
    }

    @Test
    void aResponseEndsWithItsLifetime() {
        put("ann", "r", null, 10);
        now = now.plusSeconds(59);
        assertThat(has("ann", "r")).isTrue();
        now = now.plusSeconds(1);
        assertThat(has("ann", "r")).isFalse();
        assertThat(store.delete(key("ann", "r")).result()).isFalse();
    }

    @Test
    void theOldestOfAPrincipalMakeRoomByCountAndBytes() {
        for (var id : List.of("a", "b", "c", "d")) {
            put("ann", id, null, 10);
        }
        assertThat(has("ann", "a")).isFalse();
        assertThat(has("ann", "b")).isTrue();
        put("ann", "e", null, 90);
        assertThat(has("ann", "c")).isFalse();
        assertThat(has("ann", "d")).isTrue();
        assertThat(has("ann", "e")).isTrue();
    }

    @Test
    void theOldestOfAllMakeRoomInAll() {
        put("ann", "a", null, 80);
        put("bob", "b", null, 80);
        put("cid", "c", null, 80);
        assertThat(has("ann", "a")).isFalse();
        assertThat(has("bob", "b")).isTrue();
        assertThat(has("cid", "c")).isTrue();
    }

    @Test
    void whatIsTooLargeIsNotKeptAndReplacesNothingElse() {
        put("ann", "a", null, 10);
        assertThat(put("ann", "b", null, 101)).isFalse();
        assertThat(has("ann", "a")).isTrue();
        assertThat(has("ann", "b")).isFalse();
    }

    @Test
    void aResponseOfTheSameIdIsReplaced() {
        put("ann", "a", null, 90);
        assertThat(put("ann", "a", null, 100)).isTrue();
        assertThat(store.get(key("ann", "a")).result().orElseThrow().size()).isEqualTo(100);
    }

    @Test
    void aChainIsWholeOrNothing() {
        put("ann", "a", null, 10);
        put("ann", "b", "a", 10);
        put("ann", "c", "b", 10);
        assertThat(store.chain(key("ann", "c")).result().stream().map(StoredResponse::id))
                .containsExactly("a", "b", "c");
        assertThat(store.chain(key("bob", "c")).result()).isEmpty();
        put("ann", "d", "c", 10);
        assertThat(store.chain(key("ann", "d")).result()).as("a is gone").isEmpty();
        store.delete(key("ann", "b"));
        assertThat(store.chain(key("ann", "d")).result()).isEmpty();
    }

    @Test
    void aChainThatLeadsBackToItselfEnds() {
        put("ann", "a", "b", 10);
        put("ann", "b", "a", 10);
        assertThat(store.chain(key("ann", "a")).result()).isEmpty();
    }

    @Test
    void boundsHoldForManyThreads() throws Exception {
        try (var threads = Executors.newFixedThreadPool(4)) {
            var done = IntStream.range(0, 400)
                    .mapToObj(i -> threads.submit(() -> put("p" + i % 5, "r" + i, null, 40)))
                    .toList();
            for (var task : done) {
                assertThat(task.get()).isTrue();
            }
        }
        var kept =
                IntStream.range(0, 400).filter(i -> has("p" + i % 5, "r" + i)).count();
        assertThat(kept).isBetween(1L, 5L);
    }

    @Test
    void boundsThatBoundNothingAreRefused() {
        assertThatThrownBy(() -> new ResponseStoreConfig(Duration.ZERO, 1, 1, 1, 1, 1, 1))
                .hasMessageStartingWith("lifetime: PT0S");
        assertThatThrownBy(() -> new ResponseStoreConfig(Duration.ofDays(1), 1, 10, 1, 1, 1, 1))
                .hasMessageStartingWith("max-total-bytes: 1");
    }
}
