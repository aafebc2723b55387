package io.polygate.benchmark.micro;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a streamed call costs the gateway's process when it is translated, against one that passes through: CPU time
/// of a gateway as it ships, streams of 20 chunks that the backend writes one by one, all callers in turn, in one run.
///
/// Arguments: the backends' dialects to measure, else all four.
public final class TranslationCost {

    private static final String KEY = "sk-benchmark-0123456789abcdef";
    private static final int CALLERS = 8;
    private static final int WARM_ROUNDS = 3;
    private static final int WARM_CALLS = 1_500;
    private static final int ROUNDS = 3;
    private static final int CALLS = 1_500;
    private static final double TICK_SECONDS = 0.01;

    private final Vertx vertx = Vertx.vertx();
    private final Context loop = vertx.getOrCreateContext();
    private final HttpClient client = vertx.createHttpClient(
            new HttpClientOptions().setTcpNoDelay(true), new PoolOptions().setHttp1MaxSize(CALLERS));
    private final Map<String, List<Buffer>> streams = new HashMap<>();

    public static void main(String[] backends) throws Exception {
        var measured = backends.length == 0 ? Samples.DIALECTS : List.of(backends);
        new TranslationCost().run(measured);
    }

    private void run(List<String> backends) throws Exception {
        Samples.DIALECTS.forEach(name -> streams.put(name, Samples.stream(Samples.dialect(name))));
        int backend = await(
                        vertx.createHttpServer().requestHandler(this::answer).listen(0, "127.0.0.1"))
                .actualPort();
        int port = freePort();
        var gateway = start(port, backend);
        try {
            awaitReady(port);
            for (var dialect : backends) {
                measure(dialect, port, gateway.pid());
            }
        } finally {
            gateway.destroy();
            if (!gateway.waitFor(30, TimeUnit.SECONDS)) {
                gateway.destroyForcibly();
            }
            await(vertx.close());
        }
    }

    private void measure(String backend, int port, long pid) throws Exception {
        for (int i = 0; i < WARM_ROUNDS; i++) {
            for (var caller : Samples.DIALECTS) {
                calls(caller, backend, port, WARM_CALLS);
            }
        }
        var micros = new HashMap<String, List<Double>>();
        for (int i = 0; i < ROUNDS; i++) {
            for (var caller : Samples.DIALECTS) {
                double before = cpuSeconds(pid);
                calls(caller, backend, port, CALLS);
                double used = (cpuSeconds(pid) - before) * 1e6 / CALLS;
                micros.computeIfAbsent(caller, name -> new ArrayList<>()).add(used);
            }
        }
        double passed = median(micros.getOrDefault(backend, List.of()));
        for (var caller : Samples.DIALECTS) {
            double used = median(micros.getOrDefault(caller, List.of()));
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %s | %.0f | %s |%n",
                    caller,
                    backend,
                    used,
                    caller.equals(backend) ? "passes" : "%.2f".formatted(used / passed));
        }
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElse(0.0);
    }

    private void calls(String caller, String backend, int port, int count) throws Exception {
        var left = new AtomicInteger(count);
        var open = new ArrayList<Future<?>>();
        for (int i = 0; i < CALLERS; i++) {
            var promise = Promise.<Void>promise();
            loop.runOnContext(v -> next(new Round(caller, backend, port, left, promise)));
            open.add(promise.future());
        }
        await(Future.all(open));
    }

    private record Round(String caller, String backend, int port, AtomicInteger left, Promise<Void> done) {}

    private void next(Round round) {
        if (round.left.getAndDecrement() <= 0) {
            round.done.complete();
            return;
        }
        var model = "to-" + round.backend;
        client.request(HttpMethod.POST, round.port, "127.0.0.1", path(round.caller, model))
                .compose(request -> request.putHeader("authorization", "Bearer " + KEY)
                        .putHeader("anthropic-version", "2023-06-01")
                        .putHeader("content-type", "application/json")
                        .send(body(round.caller, model)))
                .compose(TranslationCost::whole)
                .onSuccess(v -> next(round))
                .onFailure(round.done::tryFail);
    }

    private static Future<Buffer> whole(HttpClientResponse response) {
        return response.body()
                .compose(body -> response.statusCode() == 200 && body.toString().contains("token")
                        ? Future.succeededFuture(body)
                        : Future.failedFuture(response.statusCode() + " " + body));
    }

    private static String path(String caller, String model) {
        return switch (caller) {
            case "openai" -> "/v1/chat/completions";
            case "responses" -> "/v1/responses";
            case "anthropic" -> "/v1/messages";
            default -> "/v1beta/models/" + model + ":streamGenerateContent?alt=sse";
        };
    }

    private static Buffer body(String caller, String model) {
        var text = "Say something that takes twenty chunks.";
        var body =
                switch (caller) {
                    case "openai" ->
                        "{\"model\":\"%s\",\"stream\":true,\"stream_options\":{\"include_usage\":true},\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}";
                    case "responses" -> "{\"model\":\"%s\",\"stream\":true,\"store\":false,\"input\":\"%s\"}";
                    case "anthropic" ->
                        "{\"model\":\"%s\",\"max_tokens\":1000,\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}";
                    default -> "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"%2$s\"}]}]}";
                };
        return Buffer.buffer(body.formatted(model, text));
    }

    /// The backend: which of the four it is, its path tells. Every chunk is a write of its own.
    private void answer(HttpServerRequest request) {
        request.body().onSuccess(body -> {
            var path = request.path();
            var dialect = path.endsWith("/chat/completions")
                    ? "openai"
                    : path.endsWith("/responses") ? "responses" : path.endsWith("/messages") ? "anthropic" : "gemini";
            var response = request.response().setChunked(true).putHeader("content-type", "text/event-stream");
            write(request, streams.getOrDefault(dialect, List.of()), 0);
            response.exceptionHandler(e -> {});
        });
    }

    private void write(HttpServerRequest request, List<Buffer> chunks, int at) {
        if (at == chunks.size()) {
            request.response().end();
            return;
        }
        request.response().write(chunks.get(at)).onSuccess(v -> write(request, chunks, at + 1));
    }

    private static Process start(int port, int backend) throws IOException {
        var directory = Files.createDirectories(Path.of("target", "benchmark").toAbsolutePath());
        var text = new StringBuilder("server: {host: 127.0.0.1, port: " + port + "}\nmanagement: {enabled: false}\n"
                + "discovery: {enabled: false}\nlog: {level: warn}\nkeys: [{name: benchmark, key: " + KEY
                + "}]\nproviders:\n");
        for (var dialect : Samples.DIALECTS) {
            text.append("  - {id: %s, dialect: %s, base-url: \"http://127.0.0.1:%d\", credentials: [{value: sk-x}]}%n"
                    .formatted(dialect, dialect, backend));
        }
        text.append("models:\n");
        for (var dialect : Samples.DIALECTS) {
            text.append("  - {name: to-%s, targets: [{provider: %s, model: model}]}%n".formatted(dialect, dialect));
        }
        var config = Files.writeString(directory.resolve("translation.yaml"), text);
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        classPath(),
                        "io.polygate.app.Main",
                        "--config",
                        config.toString())
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("translation.log").toFile())
                .start();
    }

    /// The gateway runs in a folder of its own.
    private static String classPath() {
        return Stream.of(System.getProperty("java.class.path").split(":"))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(":"));
    }

    private void awaitReady(int port) throws Exception {
        for (int i = 0; i < 300; i++) {
            try {
                calls("openai", "openai", port, 1);
                return;
            } catch (ExecutionException e) {
                await(vertx.timer(100, TimeUnit.MILLISECONDS));
            }
        }
        throw new IOException("the gateway did not answer (target/benchmark/translation.log)");
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static double cpuSeconds(long pid) throws IOException {
        var stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * TICK_SECONDS;
    }

    private static <T> T await(Future<T> future) throws InterruptedException, ExecutionException {
        return future.toCompletionStage().toCompletableFuture().get();
    }
}
