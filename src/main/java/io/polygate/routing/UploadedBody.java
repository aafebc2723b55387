package io.polygate.routing;

import io.polygate.bus.AnswerWriter;
import io.polygate.provider.Upload;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The body of a call as it comes over the bus, handed on at the backend's pace: what is not taken is not asked for.
///
/// What was handed on is kept as long as it is small, for another attempt. Held are thus at most [#KEPT] bytes and what
/// may be under way on the bus.
final class UploadedBody implements Upload {

    static final int KEPT = 512 * 1024;

    private final AnswerWriter answer;
    private final long largest;
    private final Deque<Buffer> waiting = new ArrayDeque<>();
    private final List<Buffer> kept = new ArrayList<>();
    private long keptBytes;
    private long given;
    private long credited;
    private boolean lost;
    private boolean complete;
    private boolean full;
    private boolean ended;
    private @Nullable Taker taker;

    /// @param first what came with the call
    UploadedBody(Buffer first, AnswerWriter answer) {
        this(first, answer, 0);
    }

    /// @param largest bytes of the largest message in it, 0 where it is no messages
    UploadedBody(Buffer first, AnswerWriter answer, long largest) {
        this.answer = answer;
        this.largest = largest;
        this.credited = first.length();
        if (first.length() > 0) {
            waiting.add(first);
        }
        answer.onData(this::heard);
    }

    private void heard(Buffer bytes) {
        if (bytes.length() == 0) {
            complete = true;
        } else {
            waiting.add(bytes);
        }
        pump();
    }

    /// Whether all of it has come.
    boolean complete() {
        return complete;
    }

    /// How many bytes are in memory here.
    long held() {
        long bytes = kept.isEmpty() ? 0 : keptBytes;
        for (var each : waiting) {
            bytes += each.length();
        }
        return bytes;
    }

    @Override
    public long largest() {
        return largest;
    }

    @Override
    public boolean lost() {
        return lost;
    }

    @Override
    public void to(Taker next) {
        if (lost) {
            throw new IllegalStateException("the beginning of this body is gone");
        }
        for (int i = kept.size() - 1; i >= 0; i--) {
            waiting.addFirst(kept.get(i));
        }
        kept.clear();
        keptBytes = 0;
        given = 0;
        full = false;
        ended = false;
        taker = next;
        pump();
    }

    @Override
    public void more() {
        full = false;
        pump();
    }

    @Override
    public void stop() {
        taker = null;
    }

    private void pump() {
        while (taker != null && !full && !ended) {
            var next = waiting.poll();
            if (next != null) {
                give(taker, next);
            } else if (complete) {
                ended = true;
                taker.end();
            } else {
                return;
            }
        }
    }

    private void give(Taker to, Buffer bytes) {
        keep(bytes);
        given += bytes.length();
        full = !to.take(bytes);
        if (given > credited) {
            answer.taken((int) (given - credited));
            credited = given;
        }
    }

    private void keep(Buffer bytes) {
        keptBytes += bytes.length();
        lost |= keptBytes > KEPT;
        if (lost) {
            kept.clear();
        } else {
            kept.add(bytes);
        }
    }
}
