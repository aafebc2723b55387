package io.polygate.discovery;

import io.polygate.discovery.consul.ConsulDiscovery;
import io.polygate.discovery.consul.ConsulRegistration;
import io.polygate.discovery.dns.DnsDiscovery;
import io.polygate.discovery.fixed.StaticDiscovery;
import io.polygate.discovery.kubernetes.KubernetesDiscovery;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Finds the endpoints of a node's providers, and announces the node itself where that is wanted.
///
/// Once per node. A provider whose source changed keeps its endpoints until the new source has spoken, so that a change
/// drops no call.
public final class DiscoveryVerticle extends VerticleBase {

    private static final long FIRST_LISTS_SECONDS = 2;

    private final EndpointReader reader;
    private final Consumer<Map<String, List<Endpoint>>> onChange;
    private final Map<String, Running> running = new HashMap<>();
    private final Map<String, List<Endpoint>> found = new HashMap<>();
    private Wanted wanted;
    private @Nullable Presence presence;
    private @Nullable Announced announced;

    /// What to look for: the source of each provider that has one, by id.
    public record Wanted(ConsulConfig consul, Map<String, DiscoverySource> sources, DiscoveryLimits limits) {

        public Wanted {
            sources = Map.copyOf(sources);
        }

        /// What a change of restarts the search for a provider.
        private Cause cause(DiscoverySource source) {
            return new Cause(source, limits, source instanceof DiscoverySource.Consul ? consul : null);
        }
    }

    private record Cause(
            DiscoverySource source,
            DiscoveryLimits limits,
            @Nullable ConsulConfig consul) {}

    private record Running(Cause cause, Discovery discovery) {}

    private record Announced(ConsulConfig config, Presence self, ConsulRegistration registration) {}

    /// @param onChange hears the endpoints of all providers whenever those of one changed, on the verticle's context
    public DiscoveryVerticle(Wanted wanted, EndpointReader reader, Consumer<Map<String, List<Endpoint>>> onChange) {
        this.wanted = wanted;
        this.reader = reader;
        this.onChange = onChange;
    }

    /// Waits a moment for the first lists, so that the node does not begin with none.
    @Override
    public Future<?> start() {
        return look().timeout(FIRST_LISTS_SECONDS, TimeUnit.SECONDS).otherwiseEmpty();
    }

    /// Looks for something else from now on.
    public void use(Wanted next) {
        context.runOnContext(v -> {
            wanted = next;
            look();
        });
    }

    /// Says where the node is, to whom the configuration says; to be called again when either changes.
    ///
    /// @return completes after the first try; never fails
    public Future<Void> announce(Presence self) {
        return Future.future(promise -> context.runOnContext(v -> {
            presence = self;
            announce().onComplete(promise);
        }));
    }

    /// Takes the node out again, before it stops serving; never fails.
    public Future<Void> leave() {
        return Future.future(promise -> context.runOnContext(v -> {
            presence = null;
            announce().onComplete(promise);
        }));
    }

    private Future<?> look() {
        running.entrySet().removeIf(entry -> {
            var source = wanted.sources().get(entry.getKey());
            var now = entry.getValue();
            boolean stays = source != null && wanted.cause(source).equals(now.cause);
            if (!stays) {
                now.discovery.stop();
            }
            return !stays;
        });
        if (found.keySet().retainAll(wanted.sources().keySet())) {
            onChange.accept(Map.copyOf(found));
        }
        var begun = wanted.sources().entrySet().stream()
                .filter(entry -> !running.containsKey(entry.getKey()))
                .map(entry -> begin(entry.getKey(), entry.getValue()))
                .toList();
        return Future.join(begun);
    }

    private Future<Void> begin(String provider, DiscoverySource source) {
        var discovery = discovery(source);
        running.put(provider, new Running(wanted.cause(source), discovery));
        return discovery.start(endpoints -> {
            found.put(provider, endpoints);
            onChange.accept(Map.copyOf(found));
        });
    }

    private Discovery discovery(DiscoverySource source) {
        return switch (source) {
            case DiscoverySource.Static fixed -> new StaticDiscovery(vertx, fixed, reader);
            case DiscoverySource.Consul consul -> new ConsulDiscovery(vertx, wanted.consul(), consul, wanted.limits());
            case DiscoverySource.Kubernetes kubernetes -> new KubernetesDiscovery(vertx, kubernetes, wanted.limits());
            case DiscoverySource.Dns dns -> new DnsDiscovery(vertx, dns, wanted.limits());
        };
    }

    private Future<Void> announce() {
        var before = announced;
        var self = presence;
        var consul = wanted.consul();
        if (self != null && consul.register()) {
            if (before != null && before.config.equals(consul) && before.self.equals(self)) {
                return Future.succeededFuture();
            }
            var registration = new ConsulRegistration(vertx, consul, self);
            announced = new Announced(consul, self, registration);
            return end(before).compose(v -> registration.start());
        }
        announced = null;
        return end(before);
    }

    private static Future<Void> end(@Nullable Announced before) {
        return before == null ? Future.succeededFuture() : before.registration.stop();
    }

    @Override
    public Future<?> stop() {
        running.values().forEach(one -> one.discovery.stop());
        running.clear();
        presence = null;
        return announce();
    }
}
