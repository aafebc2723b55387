package io.polygate.discovery.consul;

import io.polygate.discovery.Announcement;
import io.polygate.discovery.Backoff;
import io.polygate.discovery.ConsulConfig;
import io.polygate.discovery.Discovery;
import io.polygate.discovery.DiscoveryLimits;
import io.polygate.discovery.DiscoverySource;
import io.polygate.discovery.Endpoint;
import io.polygate.discovery.LastKnown;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The instances of a service that pass their checks, by blocking queries: each waits for a change after the index of
/// the answer before it, https://developer.hashicorp.com/consul/api-docs/features/blocking.
///
/// An index that goes backwards means a catalogue that was lost: as after a failure, the next query asks for what there
/// is now.
public final class ConsulDiscovery implements Discovery {

    private static final Logger LOG = LoggerFactory.getLogger(ConsulDiscovery.class);
    /// Between two queries: a catalogue that changes all the time is asked ten times a second at most.
    private static final long PAUSE_MILLIS = 100;

    private final Vertx vertx;
    private final ConsulConfig config;
    private final DiscoverySource.Consul source;
    private final Backoff backoff;
    private final DiscoveryLimits limits;
    private final ConsulQuery query;
    private final Promise<Void> first = Promise.promise();
    private LastKnown known;
    private long index;
    private long askedNanos;
    private boolean reachable = true;
    private boolean stopped;

    public ConsulDiscovery(Vertx vertx, ConsulConfig config, DiscoverySource.Consul source, DiscoveryLimits limits) {
        this.vertx = vertx;
        this.config = config;
        this.source = source;
        this.backoff = new Backoff(config.retry());
        this.limits = limits;
        this.query = new ConsulQuery(vertx, config, limits);
        this.known = new LastKnown(vertx, config.staleFor(), list -> {});
    }

    @Override
    public Future<Void> start(Consumer<List<Endpoint>> onChange) {
        known = new LastKnown(vertx, config.staleFor(), onChange);
        ask();
        return first.future();
    }

    private void ask() {
        if (stopped) {
            return;
        }
        askedNanos = System.nanoTime();
        var tag = source.tags().isEmpty()
                ? ""
                : "&tag=" + ConsulQuery.encoded(source.tags().getFirst());
        query.get("/v1/health/service/" + ConsulQuery.encoded(source.service()), "&passing=1" + tag, index)
                .compose(this::answered)
                .onFailure(this::failed)
                .onComplete(done -> first.tryComplete());
    }

    private Future<Void> answered(ConsulQuery.Answer answer) {
        if (stopped) {
            return Future.succeededFuture();
        }
        var found = endpoints(answer.items());
        if (!limits.allows(found)) {
            return Future.failedFuture(limits.tooMany());
        }
        if (!reachable) {
            reachable = true;
            LOG.info("service {}: Consul is back", source.service());
        }
        backoff.reset();
        if (answer.index() < index) {
            index = 0;
            known.lost();
        } else {
            index = Math.max(1, answer.index());
        }
        known.found(found);
        long sinceMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - askedNanos);
        askIn(Math.max(1, PAUSE_MILLIS - sinceMillis));
        return Future.succeededFuture();
    }

    private void failed(Throwable cause) {
        if (stopped) {
            return;
        }
        index = 0;
        known.lost();
        if (reachable) {
            reachable = false;
            LOG.warn(
                    "service {}: Consul cannot be asked, {} endpoints serve on: {}",
                    source.service(),
                    known.size(),
                    ConsulClients.reason(cause));
        }
        askIn(backoff.nextMillis());
    }

    private void askIn(long millis) {
        vertx.setTimer(millis, id -> ask());
    }

    private List<Endpoint> endpoints(JsonArray entries) {
        return Announcement.distinct(entries.stream()
                .filter(JsonObject.class::isInstance)
                .map(JsonObject.class::cast)
                .filter(entry -> tags(part(entry, "Service")).containsAll(source.tags()))
                .map(this::endpoint)
                .filter(Objects::nonNull)
                .toList());
    }

    private static JsonObject part(JsonObject entry, String name) {
        return entry.getValue(name) instanceof JsonObject part ? part : new JsonObject();
    }

    private static List<?> tags(JsonObject service) {
        return service.getValue("Tags") instanceof JsonArray tags ? tags.getList() : List.of();
    }

    private @Nullable Endpoint endpoint(JsonObject entry) {
        var service = part(entry, "Service");
        var own = text(service, "Address");
        var host = own.isEmpty() ? text(part(entry, "Node"), "Address") : own;
        int port = service.getValue("Port") instanceof Number number ? number.intValue() : 0;
        var meta = new HashMap<String, String>();
        part(service, "Meta").forEach(said -> meta.put(said.getKey(), String.valueOf(said.getValue())));
        var id = text(service, "ID");
        var place = new Announcement.Place(id.isEmpty() ? host + ":" + port : id, host, port, 1, null);
        return new Announcement(meta).at(place, source.reach());
    }

    private static String text(JsonObject json, String name) {
        return json.getValue(name) instanceof String text ? text : "";
    }

    @Override
    public Future<Void> stop() {
        stopped = true;
        known.close();
        query.close();
        return Future.succeededFuture();
    }
}
