package io.polygate.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class HttpReaderTest {
    private static final String TWO_ANSWERS = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
            + "HTTP/1.1 201 Created\r\ntransfer-encoding: chunked\r\n\r\nA;x=y\r\n0123456789\r\n3\r\nabc\r\n0\r\nt: 1\r\n\r\n";

    @Test
    void readsCountedAndChunkedMessagesInOnePiece() {
        assertThat(read(TWO_ANSWERS, TWO_ANSWERS.length())).containsExactly("200 hello", "201 0123456789abc");
    }

    @Test
    void readsTheSameByteByByte() {
        assertThat(read(TWO_ANSWERS, 1)).containsExactly("200 hello", "201 0123456789abc");
    }

    @Test
    void refusesAChunkWithoutASize() {
        assertThatThrownBy(() -> read("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nxyz\r\n", 7))
                .isInstanceOf(IOException.class);
    }

    private static List<String> read(String bytes, int step) {
        var messages = new ArrayList<String>();
        var channel = new EmbeddedChannel(new Recorder(messages));
        for (int at = 0; at < bytes.length(); at += step) {
            var piece = bytes.substring(at, Math.min(bytes.length(), at + step));
            channel.writeInbound(Unpooled.copiedBuffer(piece, StandardCharsets.US_ASCII));
        }
        channel.finish();
        return messages;
    }

    private static final class Recorder extends HttpReader {
        private final List<String> messages;
        private String message = "";

        Recorder(List<String> messages) {
            this.messages = messages;
        }

        @Override
        void onStartLine(ByteBuf in, int from, int to) {
            message = in.toString(from + 9, 3, StandardCharsets.US_ASCII) + " ";
        }

        @Override
        void onBody(ByteBuf in, int from, int length) {
            message += in.toString(from, length, StandardCharsets.US_ASCII);
        }

        @Override
        void onEnd(ChannelHandlerContext context) {
            messages.add(message);
        }
    }
}
