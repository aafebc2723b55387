package io.polygate.discovery.consul;

import io.polygate.discovery.Announcement;
import io.polygate.discovery.Backoff;
import io.polygate.discovery.ConsulConfig;
import io.polygate.discovery.Discovery;
import io.polygate.discovery.DiscoverySource;
import io.polygate.discovery.Endpoint;
import io.polygate.discovery.LastKnown;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.ext.consul.BlockingQueryOptions;
import io.vertx.ext.consul.ConsulClient;
import io.vertx.ext.consul.ServiceEntry;
import io.vertx.ext.consul.ServiceEntryList;
import io.vertx.ext.consul.ServiceQueryOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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
    /// On top of the wait, to which Consul itself adds up to a sixteenth.
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Vertx vertx;
    private final ConsulConfig config;
    private final DiscoverySource.Consul source;
    private final Backoff backoff;
    private final ConsulClient client;
    private final Promise<Void> first = Promise.promise();
    private LastKnown known;
    private long index;
    private long askedNanos;
    private boolean reachable = true;
    private boolean stopped;

    public ConsulDiscovery(Vertx vertx, ConsulConfig config, DiscoverySource.Consul source) {
        this.vertx = vertx;
        this.config = config;
        this.source = source;
        this.backoff = new Backoff(config.retry());
        var wait = config.queryWait();
        this.client =
                ConsulClients.of(vertx, config, wait.plus(wait.dividedBy(16)).plus(PATIENCE));
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
        var options = new ServiceQueryOptions()
                .setBlockingOptions(new BlockingQueryOptions()
                        .setIndex(index)
                        .setWait(config.queryWait().toMillis() + "ms"));
        if (!source.tags().isEmpty()) {
            options.setTag(source.tags().getFirst());
        }
        client.healthServiceNodesWithOptions(source.service(), true, options)
                .onSuccess(this::answered)
                .onFailure(this::failed)
                .onComplete(done -> first.tryComplete());
    }

    private void answered(ServiceEntryList answer) {
        if (stopped) {
            return;
        }
        if (!reachable) {
            reachable = true;
            LOG.info("service {}: Consul is back", source.service());
        }
        backoff.reset();
        if (answer.getIndex() < index) {
            index = 0;
            known.lost();
        } else {
            index = Math.max(1, answer.getIndex());
        }
        known.found(endpoints(answer.getList()));
        long sinceMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - askedNanos);
        askIn(Math.max(1, PAUSE_MILLIS - sinceMillis));
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

    private List<Endpoint> endpoints(List<ServiceEntry> entries) {
        return Announcement.distinct(entries.stream()
                .filter(entry -> tags(entry).containsAll(source.tags()))
                .map(this::endpoint)
                .filter(Objects::nonNull)
                .toList());
    }

    private static List<String> tags(ServiceEntry entry) {
        var tags = entry.getService().getTags();
        return tags == null ? List.of() : tags;
    }

    private @Nullable Endpoint endpoint(ServiceEntry entry) {
        var service = entry.getService();
        var own = Objects.requireNonNullElse(service.getAddress(), "");
        var host = own.isEmpty() ? Objects.requireNonNullElse(entry.getNode().getAddress(), "") : own;
        var meta = service.getMeta() == null ? Map.<String, String>of() : service.getMeta();
        var id = Objects.requireNonNullElse(service.getId(), host + ":" + service.getPort());
        var place = new Announcement.Place(id, host, service.getPort(), 1, null);
        return new Announcement(meta).at(place, source.reach());
    }

    @Override
    public Future<Void> stop() {
        stopped = true;
        known.close();
        client.close();
        return Future.succeededFuture();
    }
}
