package io.polygate.provider.http;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.GatewayException;
import io.polygate.provider.Attempt;
import io.polygate.provider.ProviderConfig.Timeouts;
import io.polygate.provider.Upload;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.RequestOptions;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One HTTP exchange with a backend: sends the request, watches its four timers, and hands the answer to a reader in
/// batches: what comes in one turn of the event loop is one batch, so that a burst of small chunks costs one write to
/// the caller instead of many; a fast backend's turn is several.
public final class HttpAttempt implements Attempt {

    private static final Logger LOG = LoggerFactory.getLogger(HttpAttempt.class);

    /// A turn of the event loop may bring a megabyte: whoever takes it must be asked before all of it is here.
    private static final int MOST_GATHERED = 64 * 1024;

    private static final GatewayError CUT_SHORT =
            GatewayError.of(ErrorKind.UPSTREAM_ERROR, "the backend's answer was cut short");

    private final Context context;
    private final Deadlines deadlines;
    private final Timeouts timeouts;
    private final AnswerReader reader;
    private final long openedNanos = System.nanoTime();
    private long lastByteNanos;
    private @Nullable HttpClientRequest request;
    private @Nullable HttpClientResponse response;
    private @Nullable Unpacker unpacker;
    private @Nullable Buffer pending;
    private @Nullable Upload upload;
    private @Nullable Sending sending;
    private boolean joined;
    private boolean connected;
    private boolean headSeen;
    private boolean paused;
    private boolean ended;
    private boolean scheduled;
    private boolean done;

    private HttpAttempt(Context context, Deadlines deadlines, Timeouts timeouts, AnswerReader reader) {
        this.context = context;
        this.deadlines = deadlines;
        this.timeouts = timeouts;
        this.reader = reader;
    }

    /// Sends `body` with what `prepare` adds to the request. Must be called on `context`.
    static HttpAttempt send(Exchange exchange, RequestOptions options, Body body, Consumer<HttpClientRequest> prepare) {
        var attempt = new HttpAttempt(exchange.context, exchange.deadlines, exchange.timeouts, exchange.reader);
        var asked = connect(exchange.client, options);
        attempt.deadlines.add(attempt);
        asked.onComplete(connecting -> {
            if (connecting.failed()) {
                attempt.fail(Failures.connecting(connecting.cause(), attempt.timeouts));
            } else {
                attempt.connected(connecting.result(), body, prepare);
            }
        });
        return attempt;
    }

    /// What a connection that was not made means to a caller.
    public static GatewayError connecting(Throwable cause, Timeouts timeouts) {
        return Failures.connecting(cause, timeouts);
    }

    private static Future<HttpClientRequest> connect(HttpClient client, RequestOptions options) {
        try {
            return client.request(options);
        } catch (IllegalStateException closed) {
            throw GatewayError.of(ErrorKind.SHUTTING_DOWN, "the gateway is stopping")
                    .asException();
        }
    }

    /// What an attempt works with.
    public record Exchange(
            Context context, HttpClient client, Deadlines deadlines, Timeouts timeouts, AnswerReader reader) {

        public HttpAttempt send(RequestOptions options, Buffer body, Consumer<HttpClientRequest> prepare) {
            return HttpAttempt.send(this, options, new Body(body, null), prepare);
        }

        /// The same with a body that comes while it is sent.
        public HttpAttempt upload(RequestOptions options, Upload upload, Consumer<HttpClientRequest> prepare) {
            return HttpAttempt.send(this, options, new Body(Buffer.buffer(), upload), prepare);
        }
    }

    private record Body(Buffer whole, @Nullable Upload upload) {}

    private void connected(HttpClientRequest connectedRequest, Body body, Consumer<HttpClientRequest> prepare) {
        if (done) {
            connectedRequest.reset();
            return;
        }
        connected = true;
        request = connectedRequest;
        prepare.accept(connectedRequest);
        connectedRequest.response().onComplete(answer -> {
            if (done) {
                return;
            }
            if (answer.failed()) {
                fail(Failures.reset(answer.cause()));
            } else {
                begin(answer.result());
            }
        });
        if (body.upload == null) {
            connectedRequest.end(body.whole);
        } else {
            upload = body.upload;
            sending = Sending.of(upload, connectedRequest);
        }
    }

    private void begin(HttpClientResponse answer) {
        response = answer;
        headSeen = true;
        lastByteNanos = System.nanoTime();
        if (paused) {
            answer.pause();
        }
        if (!understood(() -> unpacker = Unpacker.of(answer.getHeader(HttpHeaders.CONTENT_ENCODING)))) {
            return;
        }
        reader.head(answer);
        answer.handler(this::chunk);
        answer.endHandler(v -> {
            ended = true;
            schedule();
        });
        answer.exceptionHandler(cause -> {
            flush();
            fail(CUT_SHORT);
        });
    }

    private void chunk(Buffer bytes) {
        var packed = unpacker;
        if (packed == null) {
            gather(bytes);
        } else if (!done) {
            understood(() -> gather(packed.unpack(bytes)));
        }
    }

    private void gather(Buffer chunk) {
        if (pending == null) {
            pending = chunk;
            joined = false;
        } else if (joined) {
            pending.appendBuffer(chunk);
        } else {
            pending = Buffer.buffer(2 * (pending.length() + chunk.length()))
                    .appendBuffer(pending)
                    .appendBuffer(chunk);
            joined = true;
        }
        if (pending.length() < MOST_GATHERED) {
            schedule();
        } else {
            flush();
        }
    }

    private void schedule() {
        if (!scheduled) {
            scheduled = true;
            context.runOnContext(v -> flush());
        }
    }

    private void flush() {
        scheduled = false;
        if (done || (pending == null && !ended)) {
            return;
        }
        var batch = pending == null ? Buffer.buffer() : pending;
        pending = null;
        lastByteNanos = System.nanoTime();
        if (ended && unpacker != null && !unpacker.end()) {
            fail(CUT_SHORT);
            return;
        }
        if (ended) {
            finish();
            letGo();
        }
        understood(() -> reader.bytes(batch, ended));
    }

    /// Ends the attempt where the answer is not what it should be.
    private boolean understood(Runnable reading) {
        try {
            reading.run();
            return true;
        } catch (GatewayException e) {
            cancel();
            reader.failed(e.error());
        } catch (RuntimeException e) {
            LOG.error("an answer could not be read", e);
            cancel();
            reader.failed(GatewayError.of(ErrorKind.UPSTREAM_ERROR, "the backend's answer cannot be read"));
        }
        return false;
    }

    /// Called by the tick.
    void check(long now) {
        if (now - openedNanos > timeouts.total().toNanos()) {
            timeout("total", timeouts.total());
        } else if (!connected && now - openedNanos > timeouts.connect().toNanos()) {
            timeout("connect", timeouts.connect());
        } else if (sending != null
                && sending.waiting()
                && now - sending.lastNanos() > timeouts.idle().toNanos()) {
            timeout("idle", timeouts.idle());
        } else if (!headSeen && now - sentNanos(now) > timeouts.firstByte().toNanos()) {
            timeout("first-byte", timeouts.firstByte());
        } else if (headSeen && !paused && now - lastByteNanos > timeouts.idle().toNanos()) {
            timeout("idle", timeouts.idle());
        }
    }

    /// From when on the backend could answer: it is not late while its caller still speaks.
    private long sentNanos(long now) {
        return sending == null ? openedNanos : sending.ended() ? sending.lastNanos() : now;
    }

    private void timeout(String which, java.time.Duration limit) {
        var message = "the backend was too slow: no answer within " + limit.toMillis() + " ms (" + which + " timeout)";
        fail(GatewayError.of(ErrorKind.UPSTREAM_TIMEOUT, message));
    }

    private void fail(GatewayError error) {
        if (!done) {
            cancel();
            reader.failed(error);
        }
    }

    /// An answer may come before all was said; what is left isn't wanted then.
    private void letGo() {
        if (sending != null) {
            sending.abandon();
        }
    }

    private void finish() {
        done = true;
        deadlines.remove(this);
        if (upload != null) {
            upload.stop();
        }
    }

    @Override
    public void pause() {
        paused = true;
        if (response != null && !ended) {
            response.pause();
        }
    }

    @Override
    public void resume() {
        if (!paused) {
            return;
        }
        paused = false;
        lastByteNanos = System.nanoTime();
        if (response != null && !ended) {
            response.resume();
        }
    }

    @Override
    public void cancel() {
        if (done) {
            return;
        }
        finish();
        if (request != null) {
            request.reset();
        }
        letGo();
    }
}
