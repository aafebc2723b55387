package io.polygate.wire.eventstream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polygate.model.GatewayException;
import io.polygate.testing.Frames;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FrameParserTest {

    private final List<String> seen = new ArrayList<>();

    private FrameParser parser(int max) {
        return new FrameParser(max, frame -> {
            var payload = frame.payload();
            var text = new String(payload.array(), payload.from(), payload.length(), UTF_8);
            seen.add(frame.event() + "/" + frame.failure() + " " + text);
        });
    }

    private static Buffer two() {
        return Frames.event("a", "{\"x\":\"é\"}").appendBuffer(Frames.exception("throttlingException", "{}"));
    }

    @Test
    void framesAreReadHoweverTheyAreSplit() {
        var bytes = two();
        for (var size = 1; size <= bytes.length(); size++) {
            seen.clear();
            var parser = parser(1024);
            for (var at = 0; at < bytes.length(); at += size) {
                parser.push(bytes.getBuffer(at, Math.min(bytes.length(), at + size)));
            }
            assertThat(seen).containsExactly("a/null {\"x\":\"é\"}", "null/throttlingException {}");
            assertThat(parser.complete()).isTrue();
        }
    }

    @Test
    void everyDamagedByteIsNoticed() {
        var bytes = Frames.event("a", "{}");
        for (var at = 0; at < bytes.length(); at++) {
            var damaged = bytes.copy().setByte(at, (byte) (bytes.getByte(at) ^ 0x10));
            var parser = parser(1024);
            assertThatThrownBy(() -> parser.push(damaged))
                    .as("byte " + at)
                    .isInstanceOf(GatewayException.class)
                    .hasMessageContaining("damaged");
        }
        assertThat(seen).isEmpty();
    }

    @Test
    void aFrameThatIsTooLargeIsRefusedByItsPrelude() {
        var large = Frames.event("a", "x".repeat(2000));
        var parser = parser(1024);
        assertThatThrownBy(() -> parser.push(large.getBuffer(0, 12))).hasMessageContaining("more than 1024 bytes");
    }

    @Test
    void headersOfEveryTypeAreRead() {
        var head = Buffer.buffer();
        byte[][] values = {
            {0},
            {1},
            {2, 5},
            {3, 1, 0},
            {4, 0, 0, 1, 0},
            {5, 0, 0, 0, 0, 0, 0, 1, 0},
            {6, 0, 1, 1},
            {8, 0, 0, 0, 0, 0, 0, 0, 9},
            {9, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2}
        };
        for (var i = 0; i < values.length; i++) {
            head.appendByte((byte) 1).appendByte((byte) ('a' + i)).appendBytes(values[i]);
        }
        var frame = Buffer.buffer().appendInt(16 + head.length()).appendInt(head.length());
        var crc = new java.util.zip.CRC32();
        crc.update(frame.getBytes());
        frame.appendInt((int) crc.getValue()).appendBuffer(head);
        crc.reset();
        crc.update(frame.getBytes());
        frame.appendInt((int) crc.getValue());
        var read = new ArrayList<Frame>();
        new FrameParser(1024, read::add).push(frame);
        assertThat(read.getFirst().headers().values())
                .containsExactlyInAnyOrder(
                        "true", "false", "5", "256", "256", "256", "AQ==", "9", "00000000-0000-0001-0000-000000000002");
    }
}
