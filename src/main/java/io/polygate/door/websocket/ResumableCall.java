package io.polygate.door.websocket;

import io.polygate.door.WebSocketConfig;
import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.wire.json.Bytes;
import io.vertx.core.internal.ContextInternal;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// An answer that outlives its connection: what was said is kept until the client is known to have it, so that another
/// connection can go on after any number that the client names.
///
/// It stays on the context where it began; connections of other contexts are spoken to over theirs. It keeps at most
/// `websocket.send-queue` bytes: with more, the backend waits until the client's connection confirms by a pong, or
/// until the client comes back. `websocket.resume-grace` after the client left, or after the end, it is forgotten.
final class ResumableCall implements Outlet {

    private final ResumableCalls calls;
    private final ResumableCalls.Key key;
    private final String address;
    private final ContextInternal home;
    private final WebSocketConfig config;
    private final Deque<Kept> kept = new ArrayDeque<>();
    private @Nullable RequestAnswer answer;
    private @Nullable Listener listener;
    private @Nullable Runnable waiting;
    private @Nullable Long timer;
    private long bytes;
    private long lastSeq;
    private long confirmed;
    private boolean confirming;
    private boolean ended;
    private volatile boolean heard;

    private record Kept(long seq, Bytes message) {}

    /// A connection that hears the answer: of this node ([NearListener]) or of another one ([FarListener]). All but
    /// `context` and `connection` is called on its context.
    sealed interface Listener permits NearListener, FarListener {

        ContextInternal context();

        /// What tells one connection from another.
        Object connection();

        void send(Bytes message);

        void flush();

        /// Runs it when there is room to send; never after the client has left.
        void whenWritable(Runnable action);

        /// Runs it when the client has taken everything that was sent until now.
        void confirm(Runnable then);

        /// The last message was said, or another connection took over.
        void over();
    }

    ResumableCall(Client.Setting setting, ResumableCalls.Key key, Listener listener) {
        this.calls = setting.resumable();
        this.address = setting.address();
        this.key = key;
        this.config = setting.config();
        this.home = listener.context();
        this.listener = listener;
    }

    /// Where another node asks for it, empty where there are none.
    String address() {
        return address;
    }

    /// Whose messages these are; before the call is opened.
    void of(RequestAnswer requestAnswer) {
        answer = requestAnswer;
    }

    /// Whether it has ended and its last message was sent: its id is free again.
    boolean heard() {
        return heard;
    }

    @Override
    public void next(long seq, Bytes message) {
        lastSeq = seq;
        keep(seq, message);
        var to = listener;
        if (to != null) {
            on(to.context(), () -> to.send(message));
            if (bytes > config.sendQueueBytes() / 2) {
                askConfirmation(to);
            }
        }
    }

    @Override
    public void last(Bytes message) {
        ended = true;
        lastSeq++;
        keep(lastSeq, message);
        var to = listener;
        if (to != null) {
            sayLast(to, message);
        }
        forgetLater();
    }

    private void sayLast(Listener to, Bytes message) {
        heard = true;
        on(to.context(), () -> {
            to.send(message);
            to.flush();
            to.over();
        });
    }

    private void keep(long seq, Bytes message) {
        kept.add(new Kept(seq, message));
        bytes += message.length();
    }

    @Override
    public void flush() {
        var to = listener;
        if (to != null) {
            on(to.context(), to::flush);
        }
    }

    @Override
    public void whenRoom(Runnable action) {
        waiting = action;
        look();
    }

    /// Whether whoever waits for room may go on.
    private void look() {
        if (waiting == null || bytes > config.sendQueueBytes()) {
            return;
        }
        var to = listener;
        if (to == null) {
            goOn();
        } else {
            on(to.context(), () -> to.whenWritable(() -> on(home, this::goOn)));
        }
    }

    private void goOn() {
        var action = waiting;
        waiting = null;
        if (action != null) {
            action.run();
        }
    }

    private void askConfirmation(Listener to) {
        if (!confirming) {
            confirming = true;
            long until = lastSeq;
            on(to.context(), () -> to.confirm(() -> on(home, () -> confirmed(until))));
        }
    }

    private void confirmed(long until) {
        confirming = false;
        confirmed = Math.max(confirmed, until);
        trim();
        var to = listener;
        if (to != null && bytes > config.sendQueueBytes() / 2) {
            askConfirmation(to);
        }
        look();
    }

    private void trim() {
        while (bytes > config.sendQueueBytes() / 2
                && !kept.isEmpty()
                && kept.getFirst().seq() <= confirmed) {
            bytes -= kept.removeFirst().message().length();
        }
    }

    /// Another connection wants to hear what comes after a number; from any context.
    ///
    /// @param refused hears why not, on the listener's context
    void resume(Listener next, long after, Consumer<GatewayError> refused) {
        on(home, () -> {
            var error = check(after);
            if (error == null) {
                takeOver(next, after);
            } else {
                on(next.context(), () -> refused.accept(error));
            }
        });
    }

    private @Nullable GatewayError check(long after) {
        long newest = ended ? lastSeq - 1 : lastSeq;
        if (after < 0 || after > newest) {
            var message = "after: " + after + " (expected: 0 to " + newest + ")";
            return GatewayError.field(ErrorKind.INVALID_FIELD, "after", message);
        }
        long first = kept.isEmpty() ? lastSeq + 1 : kept.getFirst().seq();
        if (after < first - 1) {
            var message = "after: " + after + " (expected: >= " + (first - 1) + ", what came before was taken already)";
            return GatewayError.field(ErrorKind.CONFLICT, "after", message);
        }
        return null;
    }

    private void takeOver(Listener next, long after) {
        var previous = listener;
        if (previous != null && previous.connection() != next.connection()) {
            on(previous.context(), previous::over);
        }
        listener = next;
        confirming = false;
        confirmed = Math.max(confirmed, after);
        if (timer != null && !ended) {
            home.owner().cancelTimer(timer);
            timer = null;
        }
        for (var message : kept) {
            if (ended && message.seq() == lastSeq) {
                sayLast(next, message.message());
            } else if (message.seq() > after) {
                on(next.context(), () -> next.send(message.message()));
            }
        }
        flush();
        trim();
        if (bytes > config.sendQueueBytes() / 2) {
            askConfirmation(next);
        }
        look();
    }

    /// The connection is lost; from any context.
    void leave(Object connection) {
        on(home, () -> {
            var to = listener;
            if (to != null && to.connection() == connection) {
                listener = null;
                confirming = false;
                forgetLater();
                look();
            }
        });
    }

    /// The client wants no more of it; from any context.
    void cancel() {
        on(home, () -> {
            if (answer != null) {
                answer.cancel();
            }
        });
    }

    private void forgetLater() {
        if (timer != null) {
            home.owner().cancelTimer(timer);
        }
        long grace = Math.max(1, config.resumeGrace().toMillis());
        timer = home.owner().setTimer(grace, id -> forget());
    }

    private void forget() {
        calls.remove(key, this);
        if (answer != null && !ended) {
            answer.abandon();
        }
        kept.clear();
    }

    private static void on(ContextInternal context, Runnable action) {
        if (context.nettyEventLoop().inEventLoop()) {
            action.run();
        } else {
            context.runOnContext(v -> action.run());
        }
    }
}
