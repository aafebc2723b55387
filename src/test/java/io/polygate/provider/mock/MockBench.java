package io.polygate.provider.mock;

import io.polygate.model.BodyOutline;
import io.polygate.model.Operation;
import io.polygate.provider.Attempt;
import io.polygate.provider.ProviderConfig;
import io.polygate.provider.ProviderConfig.Limits;
import io.polygate.provider.ProviderConfig.Timeouts;
import io.polygate.provider.UpstreamCall;
import io.polygate.provider.Via;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/// Drives a mock provider directly, as a shard would: everything on one context.
final class MockBench implements AutoCloseable {

    final Vertx vertx = Vertx.vertx();
    final Context context = vertx.getOrCreateContext();
    private final Timeouts timeouts;
    private final AtomicReference<MockProvider> provider = new AtomicReference<>();

    MockBench() {
        this(new Timeouts(
                Duration.ofSeconds(5), Duration.ofMillis(150), Duration.ofMillis(150), Duration.ofSeconds(20)));
    }

    MockBench(Timeouts timeouts) {
        this.timeouts = timeouts;
    }

    Recording chat(String body) {
        return call(Operation.CHAT, "echo", body);
    }

    Recording call(Operation operation, String model, String body) {
        var recording = new Recording();
        open(operation, model, body, recording, attempt -> {});
        return await(recording);
    }

    static Recording await(Recording recording) {
        try {
            return recording.ended().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("the attempt has not ended", e);
        }
    }

    void open(Operation operation, String model, String body, Recording recording, Consumer<Attempt> opened) {
        context.runOnContext(v -> {
            var call = new UpstreamCall(
                    "req_1",
                    "test",
                    operation,
                    "openai",
                    model,
                    false,
                    Buffer.buffer(body),
                    BodyOutline.NONE,
                    null,
                    "",
                    List.of(),
                    new Via(URI.create("http://mock.invalid"), null, null));
            opened.accept(provider().open(call, recording));
        });
    }

    MockProvider provider() {
        return provider.updateAndGet(made -> made == null ? new MockProvider(vertx, config()) : made);
    }

    private ProviderConfig config() {
        var limits = new Limits(100, 100, Duration.ofSeconds(1), 1 << 20, 10);
        return new ProviderConfig(
                "mock",
                null,
                "mock",
                URI.create("http://mock.invalid"),
                Map.of(),
                List.of(),
                timeouts,
                limits,
                io.polygate.provider.Balance.POWER_OF_TWO,
                null);
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
