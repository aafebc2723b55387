package io.polygate.door;

import io.netty.buffer.ByteBuf;
import io.polygate.edge.RawConnection;
import io.polygate.wire.json.Bytes;
import io.vertx.core.internal.ContextInternal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One WebSocket connection: messages in, messages out, heartbeats and the closing handshake. Belongs to one context.
///
/// What is sent is queued within `websocket.send-queue`: who sends more than that must wait for [#whenWritable]. While
/// the queue is full and the client goes on asking, nothing more is read from it.
public final class Link implements RawConnection.Listener, FrameDecoder.Handler {

    /// How long a client may take for its goodbye, and one that broke a rule for reading why.
    private static final long CLOSE_NANOS = 1_000_000_000L;
    private static final long FAILED_NANOS = 250_000_000L;

    private static final int LEAST_SHARE = 8 * 1024;

    /// Who hears a connection's messages.
    public interface Speaker {

        void message(boolean text, byte[] payload);

        /// How many calls are open: a connection with one is not idle.
        int inFlight();

        /// Whether it is idle as soon as nothing is said: not while a call is open.
        default boolean quiet() {
            return inFlight() == 0;
        }

        /// The client has left, or was told to: nothing can be sent any more. Called once.
        ///
        /// @param code the client's close code, or 1006 where it left without a word
        void lost(int code);
    }

    private final RawConnection socket;
    private final WebSocketConfig config;
    private final Runnable ended;
    private final Speaker speaker;
    private final FrameDecoder decoder;
    private final long openedNanos = System.nanoTime();

    private long heardNanos = openedNanos;
    private long messageNanos = openedNanos;
    private long pingedNanos = openedNanos;
    private long stalledNanos;
    private long endNanos;
    private boolean held;
    private boolean silent;
    private boolean lost;
    private boolean gone;
    private long bytesIn;
    private long bytesOut;
    private List<Runnable> waiting = List.of();
    private long confirmations;
    private @Nullable Deque<Confirmation> confirming;

    private record Confirmation(long number, Runnable then) {}

    /// @param speaker makes the one who hears this connection
    /// @param ended called once when the connection is gone
    public Link(RawConnection socket, WebSocketConfig config, Function<Link, Speaker> speaker, Runnable ended) {
        this.socket = socket;
        this.config = config;
        this.ended = ended;
        this.decoder = new FrameDecoder(config.maxMessageBytes(), this);
        this.speaker = speaker.apply(this);
    }

    public ContextInternal context() {
        return socket.context();
    }

    public boolean open() {
        return !lost;
    }

    /// Queues a text message; [#flush] sends it.
    public void send(Bytes text) {
        frame(Opcode.TEXT, text);
        messageNanos = System.nanoTime();
    }

    public void sendBinary(Bytes payload) {
        frame(Opcode.BINARY, payload);
        messageNanos = System.nanoTime();
    }

    public void flush() {
        socket.flush();
    }

    private void frame(int opcode, Bytes payload) {
        if (!silent) {
            bytesOut += payload.length();
            socket.write(Frames.frame(socket.allocator(), opcode, payload));
        }
    }

    public boolean writable() {
        return socket.writable();
    }

    /// Bytes of one more answer that may be under way: all of a connection wait in one queue.
    public int share() {
        return Math.max(LEAST_SHARE, config.sendQueueBytes() / Math.max(1, speaker.inFlight()));
    }

    /// Runs it when there is room to send: now, or when the client has read on. Never after the client has left.
    public void whenWritable(Runnable action) {
        if (lost) {
            return;
        }
        if (socket.writable()) {
            action.run();
            return;
        }
        if (waiting.isEmpty()) {
            waiting = new ArrayList<>(2);
        }
        waiting.add(action);
    }

    /// Runs it when the client has taken everything that was sent until now: it answers a ping that comes after it.
    public void confirm(Runnable then) {
        if (confirming == null) {
            confirming = new ArrayDeque<>(2);
        }
        confirming.add(new Confirmation(++confirmations, then));
        ping(confirmations);
    }

    private void ping(long number) {
        var payload = new byte[Long.BYTES];
        for (int i = 0; i < Long.BYTES; i++) {
            payload[i] = (byte) (number >>> 56 - 8 * i);
        }
        frame(Opcode.PING, Bytes.of(payload));
        flush();
    }

    /// Says goodbye and waits a moment for the client's own goodbye.
    public void close(int code, String reason) {
        if (!silent) {
            socket.write(Frames.close(socket.allocator(), code, reason));
            socket.flush();
            silent = true;
            endNanos = System.nanoTime() + CLOSE_NANOS;
            socket.resume();
            lose(code);
        }
    }

    /// Ends the connection when nothing is open on it.
    void retire() {
        if (speaker.inFlight() == 0) {
            close(CloseCode.GOING_AWAY, "the gateway is shutting down");
        }
    }

    /// Says goodbye where nobody has, and waits for nothing.
    void cut() {
        close(CloseCode.GOING_AWAY, "the gateway is shutting down");
        socket.abort();
    }

    /// Looks after the connection; called several times within a heartbeat.
    void tick(long now) {
        if (silent) {
            if (now - endNanos > 0) {
                socket.abort();
            }
        } else if (held || !socket.writable()) {
            stalledNanos = stalledNanos == 0 ? now : stalledNanos;
            if (now - stalledNanos > config.idleTimeout().toNanos()) {
                socket.abort();
            }
        } else if (speaker.quiet() && now - messageNanos > config.idleTimeout().toNanos()) {
            close(
                    CloseCode.GOING_AWAY,
                    "nothing was said for " + config.idleTimeout().toMillis() + " ms");
        } else {
            heartbeat(now);
        }
    }

    private void heartbeat(long now) {
        long heartbeat = config.heartbeat().toNanos();
        if (now - heardNanos <= heartbeat) {
            return;
        }
        if (pingedNanos - heardNanos <= 0) {
            pingedNanos = now;
            ping(0);
        } else if (now - pingedNanos > heartbeat) {
            close(CloseCode.GOING_AWAY, "no answer to a ping within " + config.heartbeat());
        }
    }

    @Override
    public void bytes(ByteBuf bytes) {
        bytesIn += bytes.readableBytes();
        heardNanos = System.nanoTime();
        decoder.push(bytes);
    }

    @Override
    public void message(boolean text, byte[] payload) {
        if (silent) {
            return;
        }
        messageNanos = heardNanos;
        speaker.message(text, payload);
        holdBack();
    }

    @Override
    public void ping(byte[] payload) {
        if (!silent) {
            frame(Opcode.PONG, Bytes.of(payload));
            flush();
            holdBack();
        }
    }

    /// Who asks and does not read is not read from.
    private void holdBack() {
        if (!silent && !socket.writable()) {
            socket.pause();
        }
    }

    /// Stops reading until [#release]: what the client says is not taken.
    public void hold() {
        if (!silent) {
            held = true;
            socket.pause();
        }
    }

    /// Reads on; a client is not blamed for a pong that was not read.
    public void release() {
        if (held) {
            held = false;
            heardNanos = System.nanoTime();
            stalledNanos = 0;
            socket.resume();
        }
    }

    @Override
    public void pong(byte[] payload) {
        if (confirming == null || payload.length != Long.BYTES) {
            return;
        }
        long number = 0;
        for (byte b : payload) {
            number = number << 8 | b & 0xFF;
        }
        while (!confirming.isEmpty() && confirming.getFirst().number <= number) {
            confirming.removeFirst().then.run();
        }
    }

    @Override
    public void close(int code) {
        if (!silent) {
            silent = true;
            socket.write(Frames.close(socket.allocator(), code, ""));
        }
        socket.close();
        lose(code);
    }

    /// What comes after a broken rule is not read, only taken, so that the goodbye is not lost with the connection.
    @Override
    public void failed(int code, String reason) {
        if (silent) {
            socket.close();
        } else {
            close(code, reason);
            endNanos = System.nanoTime() + FAILED_NANOS;
            socket.finish();
        }
    }

    @Override
    public void drained() {
        if (!held) {
            stalledNanos = 0;
            socket.resume();
        }
        var ready = waiting;
        waiting = List.of();
        for (int i = 0; i < ready.size(); i++) {
            if (!socket.writable()) {
                waiting = new ArrayList<>(ready.subList(i, ready.size()));
                return;
            }
            ready.get(i).run();
        }
    }

    @Override
    public void closed() {
        silent = true;
        decoder.stop();
        lose(CloseCode.ABNORMAL);
        if (!gone) {
            gone = true;
            ended.run();
        }
    }

    private void lose(int code) {
        if (!lost) {
            lost = true;
            waiting = List.of();
            speaker.lost(code);
        }
    }

    /// What an operator sees of it.
    Seen seen() {
        return new Seen(System.nanoTime() - openedNanos, bytesIn, bytesOut, speaker.inFlight());
    }

    record Seen(long ageNanos, long bytesIn, long bytesOut, int inFlight) {}
}
