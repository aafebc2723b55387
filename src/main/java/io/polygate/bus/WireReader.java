package io.polygate.bus;

import io.polygate.model.BodyOutline;
import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.Head;
import io.polygate.model.Header;
import io.polygate.model.Operation;
import io.polygate.model.Span;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Reads what [WireWriter] wrote, in the same order.
final class WireReader {

    private final Buffer in;
    private int position;

    WireReader(Buffer in, int position) {
        this.in = in;
        this.position = position;
    }

    int tag() {
        return in.getByte(position++);
    }

    boolean flag() {
        return in.getByte(position++) != 0;
    }

    long number() {
        position += Long.BYTES;
        return in.getLong(position - Long.BYTES);
    }

    String text() {
        return Objects.requireNonNull(optionalText());
    }

    @Nullable
    String optionalText() {
        var bytes = bytes();
        return bytes == null ? null : bytes.toString();
    }

    @Nullable
    Buffer bytes() {
        int length = in.getInt(position);
        position += Integer.BYTES;
        if (length < 0) {
            return null;
        }
        position += length;
        return in.getBuffer(position - length, position);
    }

    List<Header> headers() {
        int count = in.getInt(position);
        position += Integer.BYTES;
        var headers = new ArrayList<Header>(count);
        for (int i = 0; i < count; i++) {
            headers.add(new Header(text(), text()));
        }
        return headers;
    }

    @Nullable
    Head head() {
        return flag() ? new Head((int) number(), headers()) : null;
    }

    GatewayError error() {
        return Objects.requireNonNull(optionalError());
    }

    private @Nullable GatewayError optionalError() {
        if (!flag()) {
            return null;
        }
        var kind = ErrorKind.valueOf(text());
        int status = (int) number();
        var message = text();
        var type = optionalText();
        var code = optionalText();
        var param = optionalText();
        long retryAfter = number();
        var wait = retryAfter < 0 ? null : Duration.ofMillis(retryAfter);
        var original = flag() ? new GatewayError.Original(text(), text(), headers()) : null;
        return new GatewayError(kind, status, message, type, code, param, wait, original);
    }

    /// The clock of another node means nothing here, so the call starts now.
    Call call() {
        var id = text();
        var door = text();
        var dialect = text();
        var operation = Operation.valueOf(text());
        var key = optionalText();
        var peer = text();
        var model = optionalText();
        boolean stream = flag();
        var variant = optionalText();
        var query = text();
        var body = Objects.requireNonNull(bytes());
        var headers = headers();
        var defect = optionalError();
        long follows = number();
        int afterBrace = (int) number();
        boolean empty = flag();
        boolean usageAsked = flag();
        var outline = new BodyOutline(afterBrace, empty, span(), span(), usageAsked);
        long started = System.nanoTime();
        return new Call(
                id, door, dialect, operation, key, peer, model, stream, body, outline, variant, query, headers, defect,
                follows, started);
    }

    private @Nullable Span span() {
        int start = (int) number();
        int end = (int) number();
        return start < 0 ? null : new Span(start, end);
    }
}
