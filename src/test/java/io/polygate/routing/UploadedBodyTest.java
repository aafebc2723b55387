package io.polygate.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polygate.bus.AnswerWriter;
import io.polygate.model.GatewayError;
import io.polygate.model.Head;
import io.polygate.provider.Upload;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class UploadedBodyTest {

    private static final int WINDOW = 256 * 1024;
    private static final int PIECE = 64 * 1024;
    private static final Buffer END = Buffer.buffer();

    private final Door door = new Door();

    /// A door that sends what it may.
    private static final class Door implements AnswerWriter {
        private Consumer<Buffer> data = bytes -> {};
        private long room = WINDOW;
        private long sent;

        void send(long upTo) {
            while (room > 0 && sent < upTo) {
                room -= PIECE;
                sent += PIECE;
                data.accept(Buffer.buffer(new byte[PIECE]));
            }
        }

        @Override
        public void onData(Consumer<Buffer> handler) {
            data = handler;
        }

        @Override
        public void taken(int bytes) {
            room += bytes;
        }

        @Override
        public void part(@Nullable Head head, @Nullable Buffer bytes, boolean last) {}

        @Override
        public void fail(GatewayError error) {}

        @Override
        public boolean writable() {
            return true;
        }

        @Override
        public void onDrain(Runnable handler) {}

        @Override
        public void onCancel(Consumer<GatewayError> handler) {}
    }

    private static final class Backend implements Upload.Taker {
        private final List<Buffer> taken = new ArrayList<>();
        private long bytes;
        private boolean room = true;
        private boolean ended;

        @Override
        public boolean take(Buffer more) {
            taken.add(more);
            bytes += more.length();
            return room;
        }

        @Override
        public void end() {
            ended = true;
        }

        String text() {
            var all = Buffer.buffer();
            taken.forEach(all::appendBuffer);
            return all.toString();
        }
    }

    @Test
    void holdsAtMostTwoMegabytesOfAFormOfTwentyFive() {
        long all = 25L * 1024 * 1024;
        var first = Buffer.buffer(new byte[1024 * 1024]);
        var body = new UploadedBody(first, door);
        var backend = new Backend();
        backend.room = false;
        body.to(backend);
        long most = 0;
        while (door.sent < all) {
            door.send(all);
            // Beside what this side holds there is the first piece, which the call has to its end.
            most = Math.max(most, first.length() + body.held());
            body.more();
        }
        door.data.accept(END);
        while (!backend.ended) {
            body.more();
        }
        assertThat(backend.bytes).isEqualTo(all + first.length());
        assertThat(most).isGreaterThan(first.length()).isLessThan(2_000_000);
    }

    @Test
    void asksForNoMoreThanIsTaken() {
        var body = new UploadedBody(END, door);
        door.send(Long.MAX_VALUE);
        assertThat(door.sent).isEqualTo(WINDOW);
        var slow = new Backend();
        slow.room = false;
        body.to(slow);
        door.send(Long.MAX_VALUE);
        assertThat(door.sent).isEqualTo(WINDOW + PIECE);
    }

    @Test
    void beginsAgainForAnotherBackendAsLongAsItIsSmall() {
        var body = new UploadedBody(Buffer.buffer("one "), door);
        var first = new Backend();
        body.to(first);
        door.data.accept(Buffer.buffer("two "));
        body.stop();
        door.data.accept(Buffer.buffer("three"));
        door.data.accept(END);
        var second = new Backend();
        body.to(second);
        assertThat(first.text()).isEqualTo("one two ");
        assertThat(first.ended).isFalse();
        assertThat(second.text()).isEqualTo("one two three");
        assertThat(second.ended).isTrue();
        assertThat(body.lost()).isFalse();
    }

    @Test
    void isLostForOthersWhenItGrewLarge() {
        var body = new UploadedBody(END, door);
        body.to(new Backend());
        door.send(UploadedBody.KEPT + PIECE);
        assertThat(body.lost()).isTrue();
        assertThatThrownBy(() -> body.to(new Backend())).isInstanceOf(IllegalStateException.class);
    }
}
