package io.polygate.testing;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// A backend on a free port that takes WebSockets and says on them what the test says.
public final class FakeRealtime implements AutoCloseable {

    private static final int LARGEST = 64 * 1024 * 1024;

    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;
    private final LinkedBlockingQueue<Conversation> conversations = new LinkedBlockingQueue<>();
    private volatile int refusal;
    private volatile boolean mute;

    public FakeRealtime() {
        var options = new HttpServerOptions()
                .setPort(0)
                .setHost("127.0.0.1")
                .setMaxWebSocketFrameSize(LARGEST)
                .setMaxWebSocketMessageSize(LARGEST);
        server = Wait.on(vertx.createHttpServer(options)
                .requestHandler(this::handle)
                .exceptionHandler(e -> {})
                .listen());
    }

    private void handle(HttpServerRequest request) {
        if (mute) {
            return;
        }
        if (refusal > 0) {
            request.response()
                    .setStatusCode(refusal)
                    .putHeader("content-type", "application/json")
                    .end("{\"error\":{\"message\":\"the backend says no\",\"type\":\"invalid_request_error\"}}");
            return;
        }
        request.toWebSocket().onSuccess(socket -> conversations.add(new Conversation(request, socket)));
    }

    /// Answers every upgrade with a status instead.
    public FakeRealtime refuses(int status) {
        refusal = status;
        return this;
    }

    /// Answers no upgrade at all.
    public FakeRealtime saysNothing() {
        mute = true;
        return this;
    }

    public String baseUrl() {
        return "http://127.0.0.1:" + server.actualPort() + "/v1";
    }

    public Vertx vertx() {
        return vertx;
    }

    /// The next conversation, once it has begun.
    public Conversation take() {
        return next(conversations);
    }

    private static <T> T next(LinkedBlockingQueue<T> queue) {
        try {
            var taken = queue.poll(30, TimeUnit.SECONDS);
            if (taken == null) {
                throw new AssertionError("nothing came");
            }
            return taken;
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    /// The backend's side of one conversation.
    public final class Conversation {

        private final HttpServerRequest request;
        private final ServerWebSocket socket;
        private final LinkedBlockingQueue<String> texts = new LinkedBlockingQueue<>();
        private final LinkedBlockingQueue<Buffer> binaries = new LinkedBlockingQueue<>();
        private final AtomicLong bytes = new AtomicLong();
        private final Future<Integer> closed;

        Conversation(HttpServerRequest request, ServerWebSocket socket) {
            this.request = request;
            this.socket = socket;
            socket.exceptionHandler(e -> {});
            socket.textMessageHandler(text -> {
                bytes.addAndGet(text.length());
                texts.add(text);
            });
            socket.binaryMessageHandler(binaries::add);
            closed = Future.future(promise -> socket.closeHandler(
                    v -> promise.complete(socket.closeStatusCode() == null ? 1006 : (int) socket.closeStatusCode())));
        }

        public String uri() {
            return request.uri();
        }

        public String header(String name) {
            return request.getHeader(name);
        }

        public Conversation say(String text) {
            Wait.on(socket.writeTextMessage(text));
            return this;
        }

        public Conversation sayBinary(Buffer bytes) {
            Wait.on(socket.writeBinaryMessage(bytes));
            return this;
        }

        /// Says it again and again, at the pace of who listens.
        public void sayOn(String text, int times, AtomicLong said) {
            socket.writeTextMessage(text).onSuccess(v -> {
                said.addAndGet(text.length());
                if (times > 1) {
                    sayOn(text, times - 1, said);
                }
            });
        }

        public String hear() {
            return next(texts);
        }

        public Buffer hearBinary() {
            return next(binaries);
        }

        /// How many characters came.
        public AtomicLong bytes() {
            return bytes;
        }

        /// Stops reading.
        public void pause() {
            socket.pause();
        }

        public void resume() {
            socket.resume();
        }

        public void close(int code, String reason) {
            socket.close((short) code, reason);
        }

        /// Leaves without a goodbye.
        public void die() {
            var channel = ((ConnectionBase) request.connection()).channel();
            channel.eventLoop().execute(() -> channel.unsafe().closeForcibly());
        }

        /// The code that it was closed with, 1006 where none was said.
        public int closed() {
            return Wait.on(closed);
        }
    }

    @Override
    public void close() {
        Wait.on(vertx.close());
    }
}
