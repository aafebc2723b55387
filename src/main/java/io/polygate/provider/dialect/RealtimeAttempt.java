package io.polygate.provider.dialect;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.GatewayException;
import io.polygate.model.Head;
import io.polygate.model.TokenCount;
import io.polygate.provider.AttemptHandler;
import io.polygate.provider.DuplexAttempt;
import io.polygate.provider.Outcome;
import io.polygate.provider.ProviderConfig.Timeouts;
import io.polygate.provider.http.HttpAttempt;
import io.polygate.wire.Dialect;
import io.polygate.wire.openai.RealtimeTurns;
import io.polygate.wire.websocket.SocketMessage;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientWebSocket;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.http.WebSocketFrame;
import java.util.ArrayList;
import java.util.List;

/// A Realtime conversation with a backend over a WebSocket: messages pass as they are, both ways; turns are overheard
/// for what they used. Whoever closes or is lost ends it for the other.
final class RealtimeAttempt implements DuplexAttempt {

    private static final Head SWITCHED = new Head(101, List.of());
    private static final short GOING_AWAY = 1001;
    private static final short NORMAL = 1000;

    private final Vertx vertx;
    private final ClientWebSocket socket;
    private final AttemptHandler handler;
    private final Dialect dialect;
    private final long maxMessage;
    private final RealtimeTurns turns;
    private final List<Buffer> fragments = new ArrayList<>(0);
    private boolean text;
    private long fragmented;
    private long firstNanos;
    private long timer;
    private boolean connected;
    private boolean paused;
    private boolean done;

    /// @param maxMessage bytes of the largest message that is taken from the backend
    record Setting(Vertx vertx, Dialect dialect, Timeouts timeouts, long maxMessage) {}

    private RealtimeAttempt(Setting setting, ClientWebSocket socket, AttemptHandler handler) {
        this.vertx = setting.vertx;
        this.socket = socket;
        this.handler = handler;
        this.dialect = setting.dialect;
        this.maxMessage = setting.maxMessage;
        this.turns = new RealtimeTurns(turn -> handler.turn(
                turn.startedNanos(),
                new Outcome(turn.tokens(), turn.units(), turn.finish(), turn.firstNanos(), turn.failed())));
    }

    static RealtimeAttempt open(
            Setting setting, ClientWebSocket socket, Future<WebSocketConnectOptions> options, AttemptHandler handler) {
        var attempt = new RealtimeAttempt(setting, socket, handler);
        socket.frameHandler(attempt::frame);
        socket.closeHandler(v -> attempt.broken());
        socket.exceptionHandler(e -> attempt.broken());
        attempt.await(setting.timeouts);
        options.compose(socket::connect).onComplete(result -> {
            if (result.succeeded()) {
                attempt.connected();
            } else {
                attempt.refused(result.cause(), setting.timeouts);
            }
        });
        return attempt;
    }

    private void await(Timeouts timeouts) {
        long millis = timeouts.connect().plus(timeouts.firstByte()).toMillis();
        timer = vertx.setTimer(Math.max(1, millis), id -> {
            if (!connected) {
                var message = "the backend was too slow: no answer within " + millis + " ms (first-byte timeout)";
                fail(GatewayError.of(ErrorKind.UPSTREAM_TIMEOUT, message));
            }
        });
    }

    private void connected() {
        connected = true;
        vertx.cancelTimer(timer);
        if (done) {
            socket.close(GOING_AWAY);
            return;
        }
        firstNanos = System.nanoTime();
        handler.part(SWITCHED, null, null);
    }

    private void refused(Throwable cause, Timeouts timeouts) {
        if (cause instanceof GatewayException known) {
            fail(known.error());
        } else if (cause instanceof UpgradeRejectedException rejected) {
            fail(FailedAnswer.error(
                    rejected.getStatus(), rejected.getHeaders(), rejected.getBody(), dialect::decodeError));
        } else {
            fail(HttpAttempt.connecting(cause, timeouts));
        }
    }

    private void frame(WebSocketFrame frame) {
        if (done) {
            return;
        }
        if (frame.isClose()) {
            closed(frame);
        } else if (frame.isText() || frame.isBinary() || frame.isContinuation()) {
            data(frame);
        }
    }

    private void data(WebSocketFrame frame) {
        if (!frame.isContinuation()) {
            text = frame.isText();
        }
        var bytes = frame.binaryData();
        if (!frame.isFinal() || !fragments.isEmpty()) {
            fragmented += bytes.length();
            if (fragmented > maxMessage) {
                fail(GatewayError.of(
                        ErrorKind.UPSTREAM_ERROR,
                        "the backend's message is larger than " + maxMessage + " bytes (limits.max-response)"));
                return;
            }
            fragments.add(bytes);
        }
        if (frame.isFinal()) {
            message(fragments.isEmpty() ? bytes : joined());
        }
    }

    private Buffer joined() {
        var whole = Buffer.buffer((int) fragmented);
        fragments.forEach(whole::appendBuffer);
        fragments.clear();
        fragmented = 0;
        return whole;
    }

    private void message(Buffer payload) {
        handler.part(null, text ? SocketMessage.text(payload) : SocketMessage.binary(payload), null);
        if (text && !done) {
            turns.hear(payload);
        }
    }

    private void closed(WebSocketFrame frame) {
        boolean named = frame.binaryData().length() >= 2;
        var close = SocketMessage.close(named ? frame.closeStatusCode() : 0, named ? words(frame) : "");
        done = true;
        socket.close(named ? frame.closeStatusCode() : NORMAL);
        handler.part(null, close, ending());
    }

    private static String words(WebSocketFrame frame) {
        var reason = frame.closeReason();
        return reason == null ? "" : reason;
    }

    /// What was used was told turn by turn; a turn that was cut off told nothing.
    private Outcome ending() {
        return new Outcome(TokenCount.UNKNOWN, null, firstNanos, turns.open());
    }

    private void broken() {
        if (connected) {
            fail(GatewayError.of(ErrorKind.UPSTREAM_ERROR, "the connection to the backend was lost"));
        }
    }

    private void fail(GatewayError error) {
        if (!done) {
            cancel();
            handler.failed(error, Outcome.NOTHING);
        }
    }

    @Override
    public Future<Void> send(Buffer bytes) {
        var sent = new ArrayList<Future<Void>>(1);
        SocketMessage.each(bytes, message -> {
            if (!done) {
                sent.add(send(message));
            }
        });
        return Future.join(sent).mapEmpty();
    }

    private Future<Void> send(SocketMessage message) {
        return switch (message) {
            case SocketMessage.Text(var payload) -> socket.writeFinalTextFrame(payload.toString());
            case SocketMessage.Binary(var payload) -> socket.writeFinalBinaryFrame(payload);
            case SocketMessage.Close(var code, var reason) -> {
                done = true;
                var closed = socket.close(code == 0 ? NORMAL : (short) code, reason);
                handler.part(null, null, ending());
                yield closed;
            }
        };
    }

    @Override
    public void pause() {
        if (!paused && !done) {
            paused = true;
            socket.pause();
        }
    }

    @Override
    public void resume() {
        if (paused && !done) {
            paused = false;
            socket.resume();
        }
    }

    @Override
    public void cancel() {
        if (done) {
            return;
        }
        done = true;
        vertx.cancelTimer(timer);
        if (connected) {
            socket.close(GOING_AWAY);
        }
    }
}
