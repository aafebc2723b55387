package io.polygate.testing;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A backend on a free port that does what the test said and keeps what it was asked.
public final class FakeProvider implements AutoCloseable {

    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;
    private final LinkedBlockingQueue<Received> received = new LinkedBlockingQueue<>();
    private final Deque<Script> next = new ArrayDeque<>();
    private volatile @Nullable Script early;
    private volatile Script usual = Script.json(Script.CHAT);

    public FakeProvider() {
        this(0);
    }

    public FakeProvider(int port) {
        var options = new HttpServerOptions().setPort(port).setHost("127.0.0.1").setMaxHeaderSize(64 * 1024);
        server = Wait.on(vertx.createHttpServer(options)
                .requestHandler(this::handle)
                .exceptionHandler(e -> {})
                .listen());
    }

    private void handle(HttpServerRequest request) {
        var hasty = early;
        if (hasty != null) {
            request.pause();
            var asked = new Received(request, Buffer.buffer());
            received.add(asked);
            hasty.play(asked);
            return;
        }
        request.body().onSuccess(body -> {
            var asked = new Received(request, body);
            var script = scripted();
            received.add(asked);
            script.play(asked);
        });
    }

    private Script scripted() {
        synchronized (next) {
            return next.isEmpty() ? usual : next.removeFirst();
        }
    }

    /// What every request gets from now on; forgets what was scripted and asked before.
    public FakeProvider answers(Script script) {
        synchronized (next) {
            next.clear();
        }
        received.clear();
        early = null;
        usual = script;
        return this;
    }

    /// What every request gets from now on when its head came; its body is never read.
    public FakeProvider answersUnread(Script script) {
        answers(script);
        early = script;
        return this;
    }

    /// What the next request gets, before the usual.
    public FakeProvider then(Script script) {
        synchronized (next) {
            next.addLast(script);
        }
        return this;
    }

    /// The next request, once it came.
    public Received take() {
        try {
            var asked = received.poll(30, TimeUnit.SECONDS);
            if (asked == null) {
                throw new AssertionError("the backend was not asked");
            }
            return asked;
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    /// How many requests came and were not taken.
    public int waiting() {
        return received.size();
    }

    public int port() {
        return server.actualPort();
    }

    public String baseUrl() {
        return "http://127.0.0.1:" + port() + "/v1";
    }

    public Vertx vertx() {
        return vertx;
    }

    @Override
    public void close() {
        Wait.on(vertx.close());
    }
}
