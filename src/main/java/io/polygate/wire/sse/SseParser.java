package io.polygate.wire.sse;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.wire.json.Bytes;
import io.vertx.core.buffer.Buffer;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Cuts a byte stream into server-sent events, however the stream is split.
///
/// Lines end in LF, CRLF or CR and in nothing else; a byte order mark at the very start is skipped; an event without a
/// data line is none. An event that lies in one buffer is not copied, one that spans several is copied once. One event,
/// with the comments before it, may be at most `maxEventBytes` long. For one stream and one thread.
public final class SseParser {

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long LINE_FEEDS = '\n' * ONES;
    private static final long RETURNS = '\r' * ONES;
    private static final byte[] EMPTY = {};
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final int maxEventBytes;
    private final Consumer<SseEvent> handler;

    private byte[] bytes = EMPTY;
    private int end;
    /// Whether `bytes` is an array of our own with room behind `end` that nobody else sees.
    private boolean owned;
    private int eventStart;
    private int lineStart;
    private int scanned;
    private boolean afterReturn;
    private boolean started;

    private final EventFields fields = new EventFields();
    private @Nullable String id;

    public SseParser(int maxEventBytes, Consumer<SseEvent> handler) {
        this.maxEventBytes = maxEventBytes;
        this.handler = handler;
    }

    /// Takes the next bytes, which must not be written any more, and hands out every event that they complete.
    ///
    /// @throws io.polygate.model.GatewayException when an event is larger than the limit
    public void push(Buffer chunk) {
        var range = Bytes.of(chunk);
        push(range.array(), range.from(), range.to());
    }

    public void push(byte[] chunk, int from, int to) {
        if (from == to) {
            return;
        }
        if (eventStart == end) {
            bytes = chunk;
            owned = false;
            eventStart = lineStart = scanned = from;
            end = to;
        } else {
            append(chunk, from, to);
        }
        if (started || start()) {
            readLines();
        }
        keepRest();
    }

    /// The end of the stream: an event whose last line or blank line is missing is handed out too.
    public void finish() {
        if (!started && end > eventStart) {
            started = true;
            readLines();
        }
        if (lineStart < end) {
            fields.line(bytes, lineStart, end);
            lineStart = end;
        }
        dispatch(end);
        letGo();
    }

    /// Skips a byte order mark; false while it can't be told yet.
    private boolean start() {
        for (var i = 0; i < BYTE_ORDER_MARK.length; i++) {
            if (eventStart + i == end) {
                return false;
            }
            if (bytes[eventStart + i] != BYTE_ORDER_MARK[i]) {
                started = true;
                return true;
            }
        }
        eventStart = lineStart = scanned = eventStart + BYTE_ORDER_MARK.length;
        started = true;
        return true;
    }

    private void readLines() {
        if (afterReturn && scanned < end) {
            afterReturn = false;
            if (bytes[scanned] == '\n') {
                lineStart = ++scanned;
            }
        }
        for (var p = lineEnd(scanned); p < end; p = lineEnd(scanned)) {
            var next = p + 1;
            if (bytes[p] == '\r') {
                if (next == end) {
                    afterReturn = true;
                } else if (bytes[next] == '\n') {
                    next++;
                }
            }
            if (p == lineStart) {
                dispatch(next);
            } else {
                fields.line(bytes, lineStart, p);
            }
            lineStart = scanned = next;
        }
        scanned = end;
    }

    /// The offset of the next CR or LF, eight bytes at a time; `end` where there is none yet.
    private int lineEnd(int from) {
        var p = from;
        for (var last = end - 8; p <= last; p += 8) {
            var word = (long) LONG.get(bytes, p);
            var hits = zeroBytes(word ^ LINE_FEEDS) | zeroBytes(word ^ RETURNS);
            if (hits != 0) {
                return p + (Long.numberOfTrailingZeros(hits) >>> 3);
            }
        }
        while (p < end && bytes[p] != '\n' && bytes[p] != '\r') {
            p++;
        }
        return p;
    }

    /// The high bit of each byte that is zero (and perhaps of bytes above one).
    private static long zeroBytes(long word) {
        return (word - ONES) & ~word & (ONES << 7);
    }

    private void dispatch(int next) {
        checkSize(next);
        if (fields.id() != null) {
            id = fields.id();
        }
        if (fields.hasData()) {
            var raw = new Bytes(bytes, eventStart, next);
            var event = new SseEvent(fields.name(), id, fields.data(bytes), raw, fields.comment());
            owned = false;
            eventStart = next;
            fields.reset();
            handler.accept(event);
        } else {
            eventStart = next;
            fields.reset();
        }
    }

    private void checkSize(int to) {
        if (to - eventStart > maxEventBytes) {
            throw GatewayError.of(
                            ErrorKind.UPSTREAM_ERROR,
                            "an event of the upstream's stream is larger than " + maxEventBytes + " bytes")
                    .asException();
        }
    }

    /// Moves an unfinished event into an array of our own; positions then count from its start. Where there is none,
    /// nothing is held: of thousands of streams that wait for their next event each would hold its last one.
    private void keepRest() {
        checkSize(end);
        if (eventStart == end) {
            letGo();
            return;
        }
        if (owned && eventStart == 0) {
            return;
        }
        var rest = end - eventStart;
        var copy = owned ? bytes : new byte[Math.max(256, rest * 2)];
        System.arraycopy(bytes, eventStart, copy, 0, rest);
        rebase(copy, rest);
    }

    private void letGo() {
        bytes = EMPTY;
        owned = false;
        eventStart = lineStart = scanned = end = 0;
    }

    private void rebase(byte[] copy, int rest) {
        fields.shift(-eventStart);
        lineStart -= eventStart;
        scanned -= eventStart;
        eventStart = 0;
        bytes = copy;
        end = rest;
        owned = true;
    }

    private void append(byte[] chunk, int from, int to) {
        var needed = end + (to - from);
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(needed, bytes.length * 2));
        }
        System.arraycopy(chunk, from, bytes, end, to - from);
        end = needed;
    }
}
