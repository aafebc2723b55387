package io.polygate.wire.ndjson;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.wire.json.Bytes;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.function.Consumer;

/// Cuts a byte stream into lines, however the stream is split.
///
/// Lines end in LF or CRLF; blank ones are skipped. A line that lies in one buffer is not copied. One line may be at
/// most `maxLineBytes` long. For one stream and one thread.
public final class NdjsonParser {

    private static final byte[] EMPTY = {};

    private final int maxLineBytes;
    private final Consumer<Bytes> handler;
    private byte[] rest = EMPTY;
    private int length;

    public NdjsonParser(int maxLineBytes, Consumer<Bytes> handler) {
        this.maxLineBytes = maxLineBytes;
        this.handler = handler;
    }

    /// Takes the next bytes, which must not be written any more, and hands out every line that they complete.
    ///
    /// @throws io.polygate.model.GatewayException when a line is larger than the limit
    public void push(Buffer chunk) {
        var bytes = Bytes.of(chunk);
        var start = bytes.from();
        for (var i = bytes.from(); i < bytes.to(); i++) {
            if (bytes.array()[i] == '\n') {
                line(bytes.array(), start, i);
                start = i + 1;
            }
        }
        keep(bytes.array(), start, bytes.to());
    }

    /// The end of the stream: a line whose end is missing is handed out too.
    public void finish() {
        line(EMPTY, 0, 0);
    }

    private void line(byte[] bytes, int from, int to) {
        if (length == 0) {
            emit(bytes, from, to);
            return;
        }
        keep(bytes, from, to);
        var line = rest;
        var end = length;
        rest = EMPTY;
        length = 0;
        emit(line, 0, end);
    }

    private void emit(byte[] bytes, int from, int to) {
        check(to - from);
        var end = to > from && bytes[to - 1] == '\r' ? to - 1 : to;
        for (var i = from; i < end; i++) {
            if (bytes[i] != ' ' && bytes[i] != '\t') {
                handler.accept(new Bytes(bytes, from, end));
                return;
            }
        }
    }

    private void keep(byte[] bytes, int from, int to) {
        var more = to - from;
        check((long) length + more);
        if (length + more > rest.length) {
            rest = Arrays.copyOf(rest, Math.max(length + more, 2 * rest.length));
        }
        System.arraycopy(bytes, from, rest, length, more);
        length += more;
    }

    private void check(long size) {
        if (size > maxLineBytes) {
            var message = "a line of the upstream's stream is larger than " + maxLineBytes + " bytes";
            throw GatewayError.of(ErrorKind.UPSTREAM_ERROR, message).asException();
        }
    }
}
