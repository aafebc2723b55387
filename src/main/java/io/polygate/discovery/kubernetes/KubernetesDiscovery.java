package io.polygate.discovery.kubernetes;

import io.polygate.discovery.Discovery;
import io.polygate.discovery.DiscoveryLimits;
import io.polygate.discovery.DiscoverySource;
import io.polygate.discovery.Endpoint;
import io.polygate.discovery.LastKnown;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The ready addresses of services, from the EndpointSlices that Kubernetes keeps of them; the services themselves are
/// watched too, for what is annotated at them.
///
/// A service account that may not read services finds the addresses all the same, without the annotations.
public final class KubernetesDiscovery implements Discovery {

    private static final Logger LOG = LoggerFactory.getLogger(KubernetesDiscovery.class);

    private final Vertx vertx;
    private final DiscoverySource.Kubernetes source;
    private final ApiServer api;
    private final Slices reader;
    private final Promise<Void> first = Promise.promise();
    private final List<ResourceWatch> watches = new ArrayList<>();
    private @Nullable LastKnown known;
    private @Nullable Map<String, JsonObject> slices;
    private @Nullable Map<String, JsonObject> services;
    private boolean reachable = true;
    private boolean stopped;

    public KubernetesDiscovery(Vertx vertx, DiscoverySource.Kubernetes source, DiscoveryLimits limits) {
        this.vertx = vertx;
        this.source = source;
        this.api = new ApiServer(vertx, source.api(), limits);
        this.reader = new Slices(source);
    }

    @Override
    public Future<Void> start(Consumer<List<Endpoint>> onChange) {
        var last = new LastKnown(vertx, source.staleFor(), onChange);
        known = last;
        var namespace = source.namespace();
        var where = namespace == null ? api.ownNamespace() : Future.succeededFuture(namespace);
        return where.compose(name -> {
            watch(name, last);
            return first.future();
        });
    }

    private void watch(String namespace, LastKnown last) {
        if (stopped) {
            return;
        }
        var in = "/namespaces/" + Encoded.of(namespace) + "/";
        watches.add(
                new ResourceWatch(vertx, api, "/api/v1" + in + "services", ofServices(), new ResourceWatch.Listener() {
                    @Override
                    public void changed(Map<String, JsonObject> items) {
                        services = items;
                        tell(last);
                    }

                    @Override
                    public void lost(String reason, int status) {
                        if (services == null) {
                            LOG.warn("annotations of services in {} cannot be read: {}", namespace, reason);
                            services = Map.of();
                            tell(last);
                        }
                    }
                }));
        watches.add(new ResourceWatch(
                vertx,
                api,
                "/apis/discovery.k8s.io/v1" + in + "endpointslices",
                ofSlices(),
                new ResourceWatch.Listener() {
                    @Override
                    public void changed(Map<String, JsonObject> items) {
                        slices = items;
                        tell(last);
                    }

                    @Override
                    public void lost(String reason, int status) {
                        lose(last, reason);
                    }
                }));
        watches.forEach(ResourceWatch::start);
    }

    /// The first list waits for both halves, so that no endpoint is told of without its annotations.
    private void tell(LastKnown last) {
        if (slices == null || services == null) {
            return;
        }
        var found = reader.endpoints(slices.values(), services);
        if (api.limits().allows(found)) {
            reachable = true;
            last.found(found);
            first.tryComplete();
        } else {
            lose(last, api.limits().tooMany());
        }
    }

    private void lose(LastKnown last, String reason) {
        last.lost();
        first.tryComplete();
        if (reachable) {
            reachable = false;
            LOG.warn("{}: Kubernetes cannot be asked, {} endpoints serve on: {}", what(), last.size(), reason);
        }
    }

    private String what() {
        return source.service() == null ? "services " + source.selector() : "service " + source.service();
    }

    private String ofServices() {
        return source.service() == null
                ? selector(source.selector())
                : "fieldSelector=" + Encoded.of("metadata.name=" + source.service());
    }

    /// Kubernetes copies a service's labels to its slices, and adds the service's name.
    private String ofSlices() {
        if (source.service() == null) {
            return selector(source.selector());
        }
        var byName = Slices.OF_SERVICE + "=" + source.service();
        return selector(source.selector() == null ? byName : byName + "," + source.selector());
    }

    private static String selector(@Nullable String labels) {
        return labels == null ? "" : "labelSelector=" + Encoded.of(labels);
    }

    @Override
    public Future<Void> stop() {
        stopped = true;
        watches.forEach(ResourceWatch::stop);
        if (known != null) {
            known.close();
        }
        api.close();
        return Future.succeededFuture();
    }
}
