package io.polygate.benchmark;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/// One call of a [PacedLoad] and its answer so far. An answer is good that has status 200 and is whole: it ends as
/// OpenAI's do, with a finish reason, and a stream with `[DONE]`.
final class PacedCall {
    private static final Pattern MODEL = Pattern.compile("\"model\":\"([^\"]*)\"");
    private static final String FINISHED = "\"finish_reason\":\"stop\"";
    private static final String DONE = "data: [DONE]\n\n";
    private static final int OK = 200;
    private static final int SHOWN = 200;

    private final Tally tally;
    private final boolean streamed;
    private final long dueNanos;
    private final StringBuilder body = new StringBuilder();
    private int status;
    private long firstByteNanos;
    private boolean over;

    PacedCall(Tally tally, boolean streamed, long dueNanos) {
        this.tally = tally;
        this.streamed = streamed;
        this.dueNanos = dueNanos;
        tally.begun();
    }

    boolean streamed() {
        return streamed;
    }

    void status(int code) {
        status = code;
    }

    void body(ByteBuf in, int from, int length) {
        if (firstByteNanos == 0) firstByteNanos = System.nanoTime();
        body.append(in.toString(from, length, StandardCharsets.UTF_8));
    }

    /// The answer has ended in good order.
    void ended() {
        boolean whole =
                body.indexOf(FINISHED) >= 0 && (!streamed || body.toString().endsWith(DONE));
        if (status == OK && whole) {
            over = true;
            tally.answered(firstByteNanos - dueNanos);
        } else {
            broken("an answer that is not whole");
        }
    }

    /// No more will come.
    void broken(String why) {
        if (over) return;
        over = true;
        if (streamed && status == OK && !body.isEmpty()) {
            var model = MODEL.matcher(body);
            tally.cut(model.find() ? model.group(1) : "nobody");
        } else {
            tally.failed(
                    why + (status == 0 ? "" : ": " + status + " " + body.substring(0, Math.min(SHOWN, body.length()))));
        }
    }
}
