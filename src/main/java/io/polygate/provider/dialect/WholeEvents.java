package io.polygate.provider.dialect;

import io.polygate.wire.json.Bytes;
import io.vertx.core.buffer.Buffer;

/// Lets a stream by in whole events, so that something can be said behind it when it breaks. What an event lacks is
/// held, up to a bound; beyond it, bytes pass as they come. No byte is looked at twice.
final class WholeEvents {

    private static final int MAX_HELD = 32 * 1024 * 1024;
    private static final int PRELUDE = 4;
    private static final int SMALLEST_FRAME = 16;

    private final Cut cut;
    private Buffer held = Buffer.buffer();
    private boolean cutting = true;

    /// How the events of a framing are told apart.
    enum Cut {
        /// By the decoder alone, if it tells.
        NONE {
            @Override
            int end(Bytes bytes, int known, int unfinished) {
                return bytes.to() - unfinished;
            }
        },
        /// JSON, a line each.
        LINES {
            @Override
            int end(Bytes bytes, int known, int unfinished) {
                int end = bytes.to();
                while (end > known && bytes.array()[end - 1] != '\n') {
                    end--;
                }
                return end > known ? end : bytes.from();
            }
        },
        /// Server-sent events, with a blank line behind each.
        EVENTS {
            @Override
            int end(Bytes bytes, int known, int unfinished) {
                for (int end = bytes.to(); end > known; end--) {
                    if (blankLine(bytes, end)) {
                        return end;
                    }
                }
                return bytes.from();
            }
        },
        /// AWS's frames, each with its length in front.
        FRAMES {
            @Override
            int end(Bytes bytes, int known, int unfinished) {
                var buffer = bytes.toBuffer();
                int at = bytes.from();
                while (bytes.to() - at >= PRELUDE) {
                    int length = buffer.getInt(at - bytes.from());
                    if (length < SMALLEST_FRAME) {
                        return bytes.to();
                    }
                    if (length > bytes.to() - at) {
                        return at;
                    }
                    at += length;
                }
                return at;
            }
        };

        /// Where the last whole event ends; none does in what is `known`.
        abstract int end(Bytes bytes, int known, int unfinished);

        private static boolean blankLine(Bytes bytes, int end) {
            var text = bytes.array();
            int length = end - bytes.from();
            byte last = text[end - 1];
            if (length < 2 || last != '\n' && last != '\r') {
                return false;
            }
            return text[end - 2] == last || length > 2 && text[end - 2] == '\r' && text[end - 3] == '\n';
        }
    }

    WholeEvents(Cut cut) {
        this.cut = cut;
    }

    /// The events that these bytes complete; maybe none.
    ///
    /// @param unfinished how many bytes at the end the decoder takes for an event that is not whole yet
    Buffer add(Buffer more, int unfinished) {
        if (!cutting) {
            return joined(rest(), more);
        }
        int known = held.length();
        var all = joined(held, more);
        var bytes = Bytes.of(all);
        int whole = cut.end(bytes, bytes.from() + known, unfinished) - bytes.from();
        cutting = all.length() - whole <= MAX_HELD;
        if (whole == 0 && known > 0) {
            return Buffer.buffer();
        }
        held = Buffer.buffer().appendBuffer(all, whole, all.length() - whole);
        return whole == all.length() ? all : all.slice(0, whole);
    }

    private static Buffer joined(Buffer first, Buffer more) {
        return first.length() == 0 ? more : first.appendBuffer(more);
    }

    /// What was held of an event whose end never came.
    Buffer rest() {
        var rest = held;
        held = Buffer.buffer();
        return rest;
    }
}
