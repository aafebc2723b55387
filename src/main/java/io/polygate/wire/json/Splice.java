package io.polygate.wire.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Makes a new text from a scanned object and a few edits, keeping every other byte as it came.
///
/// A small body becomes one new array; of a big one only the edits are new, and the rest is wrapped without a copy.
/// Not thread-safe; used once.
public final class Splice {

    /// Up to this size a copy is cheaper than a composite buffer.
    private static final int COPY_LIMIT = 64 * 1024;

    private record Edit(int from, int to, byte[] bytes) {}

    private final TopLevel source;
    private final List<Edit> edits = new ArrayList<>();
    private final List<TopLevel.Member> cuts = new ArrayList<>();
    private final StringBuilder inserted = new StringBuilder();

    public Splice(TopLevel source) {
        if (!source.isObject()) {
            throw new IllegalArgumentException("only an object can be edited");
        }
        this.source = source;
    }

    /// Puts `json` in place of the value of field `i`.
    public Splice replace(int i, String json) {
        return replace(source.start(i), source.end(i), json);
    }

    /// Puts `json` in place of the bytes from `from` to `to`, a range inside one member that is not cut.
    public Splice replace(int from, int to, String json) {
        edits.add(new Edit(from, to, json.getBytes(UTF_8)));
        return this;
    }

    /// Adds a member as the first one; several come in the order of the calls.
    public Splice insert(String name, String json) {
        if (!inserted.isEmpty()) {
            inserted.append(',');
        }
        inserted.append(JsonWriter.quote(name)).append(':').append(json);
        return this;
    }

    /// Removes the member of field `i`, with one of the commas around it.
    public Splice cut(int i) {
        cuts.add(source.member(i));
        return this;
    }

    public Buffer toBuffer() {
        if (source.members() > cuts.size() && !inserted.isEmpty()) {
            inserted.append(',');
        }
        if (!inserted.isEmpty()) {
            replace(source.afterBrace(), source.afterBrace(), inserted.toString());
        }
        cutMembers();
        edits.sort(Comparator.comparingInt(Edit::from).thenComparing(Edit::to));
        var size = source.to() - source.from();
        for (var edit : edits) {
            size += edit.bytes.length - (edit.to - edit.from);
        }
        return size <= COPY_LIMIT ? copy(size) : wrap();
    }

    /// A member goes with the comma before it, or, where nothing before it stays, with the one after it.
    private void cutMembers() {
        cuts.sort(Comparator.comparingInt(TopLevel.Member::ordinal));
        for (var i = 0; i < cuts.size(); i++) {
            var member = cuts.get(i);
            var nothingBefore = member.ordinal() == i;
            var from = nothingBefore ? member.nameStart() : member.commaBefore();
            var to = nothingBefore && member.commaAfter() >= 0 ? member.commaAfter() + 1 : member.end();
            edits.add(new Edit(from, to, new byte[0]));
        }
    }

    private Buffer copy(int size) {
        var result = new byte[size];
        var read = source.from();
        var written = 0;
        for (var edit : edits) {
            var kept = edit.from - read;
            System.arraycopy(source.text(), read, result, written, kept);
            System.arraycopy(edit.bytes, 0, result, written + kept, edit.bytes.length);
            written += kept + edit.bytes.length;
            read = edit.to;
        }
        System.arraycopy(source.text(), read, result, written, source.to() - read);
        return BufferInternal.buffer(Unpooled.wrappedBuffer(result));
    }

    private Buffer wrap() {
        var parts = new ArrayList<io.netty.buffer.ByteBuf>(2 * edits.size() + 1);
        var read = source.from();
        for (var edit : edits) {
            parts.add(Unpooled.wrappedBuffer(source.text(), read, edit.from - read));
            parts.add(Unpooled.wrappedBuffer(edit.bytes));
            read = edit.to;
        }
        parts.add(Unpooled.wrappedBuffer(source.text(), read, source.to() - read));
        return BufferInternal.buffer(
                Unpooled.wrappedBuffer(parts.size(), parts.toArray(io.netty.buffer.ByteBuf[]::new)));
    }
}
