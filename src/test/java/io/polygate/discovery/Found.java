package io.polygate.discovery;

import io.polygate.discovery.DiscoverySource.Reach;
import io.polygate.testing.Wait;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// Runs a discovery in a test and keeps every list that it told of.
public final class Found implements AutoCloseable {

    public static final Reach OPENAI = new Reach("http", "/v1", "openai");

    private final Vertx vertx;
    private final Discovery discovery;
    private final List<List<Endpoint>> told = new CopyOnWriteArrayList<>();

    /// @param made runs on the context that the discovery is used on
    public Found(Vertx vertx, Supplier<Discovery> made) {
        this.vertx = vertx;
        this.discovery = Wait.on(Future.<Discovery>future(promise -> vertx.runOnContext(v -> {
            var started = made.get();
            started.start(told::add).onComplete(done -> promise.complete(started));
        })));
    }

    /// The list that holds now; empty where none was told of yet.
    public List<Endpoint> now() {
        return told.isEmpty() ? List.of() : told.getLast();
    }

    public List<String> urls() {
        return now().stream().map(endpoint -> endpoint.url().toString()).toList();
    }

    /// Every list, in the order of telling.
    public List<List<Endpoint>> told() {
        return told;
    }

    public List<Endpoint> until(Predicate<List<Endpoint>> condition) {
        Wait.until(vertx, () -> !told.isEmpty() && condition.test(now()));
        return now();
    }

    @Override
    public void close() {
        Wait.on(discovery.stop());
    }
}
