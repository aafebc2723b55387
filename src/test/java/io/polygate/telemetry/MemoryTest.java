package io.polygate.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.model.ErrorKind;
import org.junit.jupiter.api.Test;

final class MemoryTest {

    private final Filled heap = new Filled();
    private long nanos;
    private final Memory memory = new Memory(80, heap, () -> nanos);

    @Test
    void takesWorkWhileThereIsRoom() {
        heap.used = 79;
        assertThat(memory.look()).isFalse();
        assertThat(memory.scarce()).isFalse();
    }

    @Test
    void asksForACollectionBeforeItRefuses() {
        heap.used = 85;
        heap.alive = 10;
        assertThat(memory.look()).isTrue();
        assertThat(memory.scarce()).isFalse();
        assertThat(memory.look()).as("again at once").isFalse();
    }

    @Test
    void refusesWhenACollectionLeftTooMuchAlive() {
        heap.used = 85;
        heap.alive = 82;
        memory.look();
        assertThat(memory.scarce()).isTrue();
        heap.used = 40;
        memory.look();
        assertThat(memory.scarce()).as("what was alive is gone").isFalse();
    }

    @Test
    void refusesWhenWhatLivesGrowsFasterThanItIsLookedAt() {
        heap.used = 81;
        heap.alive = 65;
        memory.look();
        assertThat(memory.scarce()).isFalse();
        heap.used = 92;
        memory.look();
        assertThat(memory.scarce()).isTrue();
    }

    @Test
    void collectsBeforeTheHeapGrows() {
        heap.max = 400;
        heap.taken = 100;
        heap.used = 74;
        assertThat(memory.look()).isFalse();
        heap.used = 86;
        assertThat(memory.look()).isTrue();
        assertThat(memory.scarce()).isFalse();
    }

    @Test
    void letsALargeHeapFillBeforeItIsCollected() {
        heap.max = 1L << 30;
        heap.taken = 400 << 20;
        heap.used = 370 << 20;
        assertThat(memory.look()).isFalse();
        heap.used = 380 << 20;
        heap.alive = 150 << 20;
        assertThat(memory.look()).as("much would be looked through for little").isFalse();
        heap.alive = 100 << 20;
        assertThat(memory.look()).isTrue();
    }

    @Test
    void givesBackWhatLoadMadeItTakeOnceLittleComesToIt() {
        heap.max = 1L << 30;
        heap.taken = 400 << 20;
        heap.used = 200 << 20;
        heap.alive = 100 << 20;
        nanos += 61_000_000_000L;
        assertThat(memory.look()).as("much came in this minute").isFalse();
        nanos += 61_000_000_000L;
        assertThat(memory.look()).isTrue();
        heap.used = heap.alive = 90 << 20;
        nanos += 61_000_000_000L;
        assertThat(memory.look()).as("nothing to give").isFalse();
    }

    @Test
    void garbageIsNoReasonToRefuse() {
        heap.used = 99;
        heap.alive = 50;
        memory.look();
        assertThat(memory.scarce()).isFalse();
    }

    @Test
    void readsThisProcess() {
        var own = new Memory(99);
        own.look();
        assertThat(own.scarce()).isFalse();
    }

    @Test
    void tellsWhenToComeBack() {
        var refusal = Memory.refusal();
        assertThat(refusal.kind()).isEqualTo(ErrorKind.OVERLOADED);
        assertThat(refusal.retryAfter()).isNotNull();
    }

    private static final class Filled implements Memory.Heap {
        private long max = 100;
        private long taken = 100;
        private long used;
        private long alive;

        @Override
        public long max() {
            return max;
        }

        @Override
        public long taken() {
            return taken;
        }

        @Override
        public long used() {
            return used;
        }

        @Override
        public long alive() {
            return alive;
        }
    }
}
