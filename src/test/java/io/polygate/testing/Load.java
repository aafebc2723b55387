package io.polygate.testing;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// A steady load of chats, every fourth streamed, bounded in count; counts what came of them.
public final class Load implements AutoCloseable {

    private static final int CONNECTIONS = 512;
    private static final int TICK_MILLIS = 5;
    private static final int STREAMED = 4;
    private static final int SHOWN = 300;

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final HttpClient client = vertx.createHttpClient(
            new PoolOptions().setHttp1MaxSize(CONNECTIONS).setMaxWaitQueueSize(-1));
    private final RequestOptions options;
    private final int most;
    private final int perSecond;
    private final long began = System.nanoTime();
    private final CompletableFuture<Report> done = new CompletableFuture<>();
    /// All below belongs to the event loop.
    private final List<String> failed = new ArrayList<>();
    private final List<String> broken = new ArrayList<>();
    private final List<Long> nanos = new ArrayList<>();
    private volatile int sent;
    private volatile int answered;
    private boolean stopping;

    /// What came of the calls: `failed` are those without a good answer, `broken` are streams that began well and were
    /// cut.
    public record Report(int sent, List<String> failed, List<String> broken, List<Long> nanos) {

        /// The time within which that share of the calls was answered, for the eye alone.
        public long millis(double share) {
            var sorted = nanos.stream().sorted().toList();
            return sorted.isEmpty()
                    ? 0
                    : TimeUnit.NANOSECONDS.toMillis(
                            sorted.get((int) Math.min(sorted.size() - 1, sorted.size() * share)));
        }

        @Override
        public String toString() {
            return sent + " calls, " + failed.size() + " failed, " + broken.size() + " streams cut, p50 " + millis(0.5)
                    + " ms, p99 " + millis(0.99) + " ms, longest " + millis(1) + " ms";
        }
    }

    private Load(int port, int most, int perSecond) {
        this.most = most;
        this.perSecond = perSecond;
        this.options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost("127.0.0.1")
                .setPort(port)
                .setURI("/v1/chat/completions")
                .setTimeout(TimeUnit.SECONDS.toMillis(30))
                .putHeader("authorization", "Bearer sk-test")
                .putHeader("content-type", "application/json");
    }

    /// Begins to call for the model `gpt-test`.
    public static Load on(TestGateway gateway, int most, int perSecond) {
        return on(gateway.port(), most, perSecond);
    }

    /// The same at a gateway that is a process of its own.
    public static Load on(int port, int most, int perSecond) {
        var load = new Load(port, most, perSecond);
        load.vertx.runOnContext(v -> load.vertx.setPeriodic(TICK_MILLIS, id -> load.tick(id)));
        return load;
    }

    private void tick(long timer) {
        long due = (System.nanoTime() - began) * perSecond / TimeUnit.SECONDS.toNanos(1);
        while (sent < due && sent < most && !stopping) {
            send();
        }
        if (stopping || sent == most) {
            vertx.cancelTimer(timer);
            stopping = true;
            finish();
        }
    }

    private void send() {
        boolean stream = ++sent % STREAMED == 0;
        long start = System.nanoTime();
        client.request(options)
                .compose(request -> ask(request, stream))
                .otherwise(e -> "no answer: " + e)
                .onSuccess(problem -> {
                    answered++;
                    nanos.add(System.nanoTime() - start);
                    if (problem.startsWith("cut: ")) {
                        broken.add(problem);
                    } else if (!problem.isEmpty()) {
                        failed.add(problem);
                    }
                    finish();
                });
    }

    private io.vertx.core.Future<String> ask(HttpClientRequest request, boolean stream) {
        return request.send(stream ? Caller.HELLO_STREAM : Caller.HELLO).compose(response -> {
            var text = new StringBuilder();
            response.handler(bytes -> text.append(bytes));
            return response.end()
                    .map(v -> response.statusCode() + " " + text)
                    .map(all -> problem(all, stream))
                    .otherwise(e -> stream && response.statusCode() == 200
                            ? "cut: " + text
                            : "cut short: " + response.statusCode() + " " + text);
        });
    }

    private static String problem(String all, boolean stream) {
        boolean good = all.startsWith("200 ")
                && (stream ? all.endsWith(Script.DONE) : all.contains("\"finish_reason\":\"stop\""));
        if (good) {
            return "";
        }
        return (stream && all.startsWith("200 ") ? "cut: " : "")
                + (all.length() > SHOWN ? all.substring(all.length() - SHOWN) : all);
    }

    private void finish() {
        if (stopping && answered == sent) {
            done.complete(new Report(sent, List.copyOf(failed), List.copyOf(broken), List.copyOf(nanos)));
        }
    }

    /// How many calls have ended.
    public int answered() {
        return answered;
    }

    /// Until that many more calls have ended.
    public void more(int calls) {
        int goal = answered + calls;
        Wait.until(vertx, () -> answered >= goal || done.isDone());
    }

    public Vertx vertx() {
        return vertx;
    }

    /// Begins no more calls and waits for those under way.
    public Report stop() {
        vertx.runOnContext(v -> stopping = true);
        return Wait.on(done);
    }

    @Override
    public void close() {
        Wait.on(vertx.close());
    }
}
