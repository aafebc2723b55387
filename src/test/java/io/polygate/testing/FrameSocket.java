package io.polygate.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.polygate.wire.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/// A WebSocket on which every frame is the test's own.
public final class FrameSocket implements AutoCloseable {

    public static final int CONTINUATION = 0;
    public static final int TEXT = 1;
    public static final int BINARY = 2;
    public static final int CLOSE = 8;
    public static final int PING = 9;
    public static final int PONG = 10;

    private static final int PATIENCE_MILLIS = 15_000;
    private static final int MASK = 0x37FA213D;

    private final Socket socket;
    private final DataInputStream in;
    private final String head;

    private FrameSocket(Socket socket, DataInputStream in, String head) {
        this.socket = socket;
        this.in = in;
        this.head = head;
    }

    /// A frame as the server sent it.
    public record Frame(boolean last, int opcode, byte[] payload) {

        public String text() {
            return new String(payload, UTF_8);
        }

        public int closeCode() {
            return payload.length < 2 ? 1005 : (payload[0] & 0xFF) << 8 | payload[1] & 0xFF;
        }
    }

    /// Asks for an upgrade; [#head] tells what came back.
    public static FrameSocket ask(int port, String path, String... headerLines) {
        return ask(port, path, 0, headerLines);
    }

    /// @param receiveBuffer bytes that the system may keep for us, 0 for the usual
    public static FrameSocket ask(int port, String path, int receiveBuffer, String... headerLines) {
        try {
            var socket = new Socket();
            if (receiveBuffer > 0) {
                socket.setReceiveBufferSize(receiveBuffer);
            }
            socket.connect(new java.net.InetSocketAddress("127.0.0.1", port));
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.setTcpNoDelay(true);
            var lines = headerLines.length == 0 ? "" : String.join("\r\n", headerLines) + "\r\n";
            var request = "GET " + path + " HTTP/1.1\r\nHost: gateway\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n" + lines + "\r\n";
            socket.getOutputStream().write(request.getBytes(UTF_8));
            var in = new DataInputStream(new java.io.BufferedInputStream(socket.getInputStream()));
            return new FrameSocket(socket, in, head(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A connection of the key `sk-test`.
    public static FrameSocket open(int port) {
        var opened = ask(port, "/ws", "Authorization: Bearer sk-test");
        if (!opened.head.startsWith("HTTP/1.1 101 ")) {
            throw new AssertionError(opened.head);
        }
        return opened;
    }

    private static String head(DataInputStream in) throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n", Math.max(0, head.length() - 4)) < 0) {
            int next = in.read();
            if (next < 0) {
                break;
            }
            head.append((char) next);
        }
        return head.toString();
    }

    public String head() {
        return head;
    }

    public int status() {
        return Integer.parseInt(head.substring(9, 12));
    }

    /// A whole text message.
    public FrameSocket say(String text) {
        return frame(true, TEXT, text.getBytes(UTF_8));
    }

    public FrameSocket frame(boolean last, int opcode, byte[] payload) {
        return bytes(masked((last ? 0x80 : 0) | opcode, payload));
    }

    /// A client's frame whose first byte is given, reserved bits and all.
    public static byte[] masked(int first, byte[] payload) {
        var out = new ByteArrayOutputStream();
        out.write(first);
        if (payload.length < 126) {
            out.write(0x80 | payload.length);
        } else if (payload.length < 65_536) {
            out.write(0x80 | 126);
            out.write(payload.length >> 8);
            out.write(payload.length);
        } else {
            out.write(0x80 | 127);
            for (int shift = 56; shift >= 0; shift -= 8) {
                out.write((int) ((long) payload.length >> shift));
            }
        }
        for (int shift = 24; shift >= 0; shift -= 8) {
            out.write(MASK >> shift);
        }
        for (int i = 0; i < payload.length; i++) {
            out.write(payload[i] ^ MASK >> 24 - 8 * (i & 3));
        }
        return out.toByteArray();
    }

    public FrameSocket close(int code, String reason) {
        var text = reason.getBytes(UTF_8);
        var payload = new byte[2 + text.length];
        payload[0] = (byte) (code >> 8);
        payload[1] = (byte) code;
        System.arraycopy(text, 0, payload, 2, text.length);
        return frame(true, CLOSE, payload);
    }

    /// Bytes as they are.
    public FrameSocket bytes(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Bytes one by one.
    public FrameSocket bytewise(byte[] bytes) {
        for (byte b : bytes) {
            bytes(new byte[] {b});
        }
        return this;
    }

    /// The next frame; null when the connection has ended.
    public Frame read() {
        try {
            int first = in.read();
            if (first < 0) {
                return null;
            }
            int second = in.readUnsignedByte();
            if (second >= 0x80 || (first & 0x70) != 0) {
                throw new AssertionError("a server's frame is masked or has reserved bits");
            }
            long length = second == 126 ? in.readUnsignedShort() : second == 127 ? in.readLong() : second;
            return new Frame((first & 0x80) != 0, first & 0x0F, in.readNBytes((int) length));
        } catch (java.net.SocketTimeoutException e) {
            throw new AssertionError("nothing came", e);
        } catch (IOException e) {
            return null;
        }
    }

    /// The next text message; pings on the way are answered.
    public Json hear() {
        while (true) {
            var frame = read();
            if (frame == null || frame.opcode() == CLOSE) {
                throw new AssertionError("the connection ended: " + (frame == null ? "" : frame.closeCode()));
            }
            if (frame.opcode() == PING) {
                frame(true, PONG, frame.payload());
            } else if (frame.opcode() == TEXT) {
                return Json.parse(frame.text());
            }
        }
    }

    /// Messages until one of a type, that one included.
    public List<Json> hearTo(String... types) {
        var heard = new ArrayList<Json>();
        while (true) {
            var message = hear();
            heard.add(message);
            if (List.of(types).contains(message.string("type"))) {
                return heard;
            }
        }
    }

    /// The close code that the server ends with: its close frame, then the end of the connection.
    public int closed() {
        int code = 1006;
        for (var frame = read(); frame != null; frame = read()) {
            if (frame.opcode() == CLOSE) {
                code = frame.closeCode();
            }
        }
        return code;
    }

    /// The body of an answer that is no upgrade.
    public String body(int length) {
        try {
            return new String(in.readNBytes(length), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Leaves without a goodbye: a TCP reset.
    public void reset() {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        close();
    }
}
