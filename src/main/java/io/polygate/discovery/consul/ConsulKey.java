package io.polygate.discovery.consul;

import io.polygate.discovery.Backoff;
import io.polygate.discovery.ConsulConfig;
import io.polygate.discovery.DiscoveryLimits;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The text under one key of Consul's KV store, followed by blocking queries.
///
/// While Consul is lost the last text holds, and for `stale-for` also where the key is gone right after Consul came
/// back. A key that is not there is asked for once a second: without one there is no index to wait on.
public final class ConsulKey {

    private static final Logger LOG = LoggerFactory.getLogger(ConsulKey.class);
    private static final long PAUSE_MILLIS = 100;
    private static final long AGAIN_MILLIS = 1_000;

    private final Vertx vertx;
    private final ConsulConfig config;
    private final String key;
    private final Consumer<@Nullable String> onChange;
    private final ConsulQuery query;
    private final Backoff backoff;
    private final Promise<Void> first = Promise.promise();
    private @Nullable String held;
    private long index;
    private long lostNanos;
    private boolean lost;
    private volatile boolean stopped;

    /// @param onChange hears the text when it changed; null where there is none any more
    public ConsulKey(
            Vertx vertx, ConsulConfig config, DiscoveryLimits limits, String key, Consumer<@Nullable String> onChange) {
        this.vertx = vertx;
        this.config = config;
        this.key = key;
        this.onChange = onChange;
        this.backoff = new Backoff(config.retry());
        this.query = new ConsulQuery(vertx, config, limits);
    }

    /// Completes after the first answer or failure; never fails.
    public Future<Void> start() {
        vertx.getOrCreateContext().runOnContext(v -> ask());
        return first.future();
    }

    private void ask() {
        if (stopped) {
            return;
        }
        query.get("/v1/kv/" + ConsulQuery.encoded(key).replace("%2F", "/"), "", index)
                .map(ConsulKey::value)
                .onSuccess(this::answered)
                .onFailure(this::failed)
                .onComplete(done -> first.tryComplete());
    }

    /// The text and the index of its last change.
    private record Value(String text, long index) {}

    private static Optional<Value> value(ConsulQuery.Answer answer) {
        if (answer.items().isEmpty() || !(answer.items().getValue(0) instanceof JsonObject item)) {
            return Optional.empty();
        }
        var encoded = Objects.requireNonNullElse(item.getString("Value"), "");
        var text = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
        return Optional.of(new Value(text, item.getLong("ModifyIndex", 0L)));
    }

    private void answered(Optional<Value> answer) {
        if (stopped) {
            return;
        }
        backoff.reset();
        var text = answer.map(Value::text).orElse(null);
        long at = answer.map(Value::index).orElse(0L);
        boolean moved = text != null && at != index;
        index = text == null ? 0 : Math.max(1, at);
        if (text != null || !isStale()) {
            if (lost) {
                LOG.info("configuration key {}: Consul is back", key);
            }
            lost = false;
            hold(text);
        }
        askIn(moved ? PAUSE_MILLIS : AGAIN_MILLIS);
    }

    /// Whether a key that is gone may only be lost with the rest.
    private boolean isStale() {
        return lost
                && held != null
                && System.nanoTime() - lostNanos < config.staleFor().toNanos();
    }

    private void failed(Throwable cause) {
        if (stopped) {
            return;
        }
        index = 0;
        if (!lost) {
            lost = true;
            LOG.warn(
                    "configuration key {}: Consul cannot be asked, what was there holds: {}",
                    key,
                    ConsulClients.reason(cause));
        }
        lostNanos = System.nanoTime();
        askIn(backoff.nextMillis());
    }

    private void hold(@Nullable String text) {
        if (!Objects.equals(text, held)) {
            held = text;
            onChange.accept(text);
        }
    }

    private void askIn(long millis) {
        vertx.setTimer(millis, id -> ask());
    }

    /// Nothing is heard from now on.
    public void stop() {
        stopped = true;
        query.close();
    }
}
