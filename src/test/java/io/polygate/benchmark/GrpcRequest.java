package io.polygate.benchmark;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// One chat as the HTTP/2 frames of a gRPC call (RFC 9113, RFC 7541), as finished bytes: the first call of a connection
/// puts its headers into the HPACK table, the following ones name them by their index, as gRPC's clients do.
///
/// @param preface what a connection begins with: the magic, settings, room for all that will ever be answered
/// @param first HEADERS and DATA of a connection's first call
/// @param next the same for every later call
record GrpcRequest(byte[] preface, byte[] first, byte[] next) {
    static final int FRAME_HEAD = 9;
    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int RESET = 3;
    static final int SETTINGS = 4;
    static final int PING = 6;
    static final int GO_AWAY = 7;
    static final int WINDOW_UPDATE = 8;
    static final int CONTINUATION = 9;
    static final int END_STREAM = 1;
    static final int ACK = 1;
    static final int END_HEADERS = 4;
    static final int PADDED = 8;
    static final int PRIORITY = 0x20;
    static final int PRIORITY_BYTES = 5;

    private static final int INITIAL_WINDOW = 4;
    private static final int STREAM_WINDOW = 1 << 20;
    private static final int CONNECTION_WINDOW = 1 << 30;
    /// Of HPACK's static table: methods and schemes with their values, the rest for their names.
    private static final int METHOD_POST = 0x83;

    private static final int SCHEME_HTTP = 0x86;
    private static final int DYNAMIC = 62;

    private record Field(int name, String newName, String value) {}

    static GrpcRequest of(Case benchmark, int port) {
        var fields = List.of(
                new Field(4, "", benchmark.door().path()),
                new Field(1, "", "127.0.0.1:" + port),
                new Field(31, "", "application/grpc"),
                new Field(0, "te", "trailers"),
                new Field(58, "", "polygate-benchmark"),
                new Field(0, "grpc-accept-encoding", "identity"),
                new Field(23, "", "Bearer " + PolygateProxy.KEY));
        var data = frame(DATA, END_STREAM, message(benchmark));
        return new GrpcRequest(
                opening(),
                joined(frame(HEADERS, END_HEADERS, literals(fields)), data),
                joined(frame(HEADERS, END_HEADERS, indices(fields.size())), data));
    }

    /// A frame; its stream is set when it is sent.
    static byte[] frame(int type, int flags, byte[] payload) {
        return ByteBuffer.allocate(FRAME_HEAD + payload.length)
                .put((byte) (payload.length >>> 16))
                .putShort((short) payload.length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(0)
                .put(payload)
                .array();
    }

    private static byte[] opening() {
        var settings = ByteBuffer.allocate(6).putShort((short) INITIAL_WINDOW).putInt(STREAM_WINDOW);
        return joined(
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII),
                frame(SETTINGS, 0, settings.array()),
                frame(
                        WINDOW_UPDATE,
                        0,
                        ByteBuffer.allocate(4).putInt(CONNECTION_WINDOW).array()));
    }

    private static byte[] literals(List<Field> fields) {
        var out = new ByteArrayOutputStream();
        out.write(METHOD_POST);
        out.write(SCHEME_HTTP);
        for (var field : fields) {
            out.write(0x40 | field.name);
            if (field.name == 0) text(out, field.newName);
            text(out, field.value);
        }
        return out.toByteArray();
    }

    private static void text(ByteArrayOutputStream out, String text) {
        out.write(text.length());
        out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }

    /// What came last into the table has the lowest index.
    private static byte[] indices(int count) {
        var block = new byte[2 + count];
        block[0] = (byte) METHOD_POST;
        block[1] = (byte) SCHEME_HTTP;
        for (int i = 0; i < count; i++) block[2 + i] = (byte) (0x80 | (DYNAMIC + count - 1 - i));
        return block;
    }

    /// A polygate.v1.ChatRequest behind gRPC's own five bytes.
    private static byte[] message(Case benchmark) {
        var request = new ByteArrayOutputStream();
        bytes(request, 1, benchmark.model().getBytes(StandardCharsets.US_ASCII));
        for (var turn : Prompt.turns(benchmark)) {
            var content = new ByteArrayOutputStream();
            bytes(content, 1, turn.bytes());
            var message = new ByteArrayOutputStream();
            message.write(1 << 3);
            message.write(role(turn.role()));
            bytes(message, 2, content.toByteArray());
            bytes(request, 2, message.toByteArray());
        }
        return ByteBuffer.allocate(5 + request.size())
                .put((byte) 0)
                .putInt(request.size())
                .put(request.toByteArray())
                .array();
    }

    private static int role(String name) {
        return switch (name) {
            case "system" -> 1;
            case "user" -> 2;
            default -> 3;
        };
    }

    /// A length-delimited field of protobuf.
    private static void bytes(ByteArrayOutputStream out, int field, byte[] value) {
        out.write(field << 3 | 2);
        int length = value.length;
        for (; length > 0x7F; length >>>= 7) out.write(length & 0x7F | 0x80);
        out.write(length);
        out.writeBytes(value);
    }

    private static byte[] joined(byte[]... parts) {
        var out = new ByteArrayOutputStream();
        for (var part : parts) out.writeBytes(part);
        return out.toByteArray();
    }
}
