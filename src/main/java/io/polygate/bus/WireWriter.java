package io.polygate.bus;

import io.polygate.model.GatewayError;
import io.polygate.model.Head;
import io.polygate.model.Header;
import io.polygate.model.Span;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes the parts of a frame between nodes. Absent values have length or count -1.
final class WireWriter {

    private final Buffer out;

    WireWriter(Buffer out) {
        this.out = out;
    }

    WireWriter tag(int tag) {
        out.appendByte((byte) tag);
        return this;
    }

    WireWriter number(long value) {
        out.appendLong(value);
        return this;
    }

    WireWriter flag(boolean value) {
        out.appendByte((byte) (value ? 1 : 0));
        return this;
    }

    WireWriter text(@Nullable String value) {
        return bytes(value == null ? null : Buffer.buffer(value.getBytes(StandardCharsets.UTF_8)));
    }

    WireWriter bytes(@Nullable Buffer value) {
        if (value == null) {
            out.appendInt(-1);
        } else {
            out.appendInt(value.length()).appendBuffer(value);
        }
        return this;
    }

    WireWriter headers(List<Header> headers) {
        out.appendInt(headers.size());
        for (var header : headers) {
            text(header.name()).text(header.value());
        }
        return this;
    }

    WireWriter head(@Nullable Head head) {
        flag(head != null);
        return head == null ? this : number(head.status()).headers(head.headers());
    }

    WireWriter error(@Nullable GatewayError error) {
        flag(error != null);
        if (error == null) {
            return this;
        }
        text(error.kind().name()).number(error.status()).text(error.message());
        text(error.type()).text(error.code()).text(error.param());
        var retryAfter = error.retryAfter();
        number(retryAfter == null ? -1 : retryAfter.toMillis());
        var original = error.original();
        flag(original != null);
        return original == null
                ? this
                : text(original.dialect()).text(original.body()).headers(original.headers());
    }

    WireWriter call(Call call) {
        text(call.id())
                .text(call.door())
                .text(call.dialect())
                .text(call.operation().name());
        text(call.key()).text(call.peer()).text(call.model()).flag(call.stream());
        text(call.variant()).text(call.query());
        bytes(call.body()).headers(call.headers()).error(call.defect()).number(call.follows());
        var outline = call.outline();
        number(outline.afterBrace()).flag(outline.empty()).flag(outline.usageAsked());
        return span(outline.model()).span(outline.streamOptions());
    }

    private WireWriter span(@Nullable Span span) {
        return number(span == null ? -1 : span.start()).number(span == null ? -1 : span.end());
    }
}
