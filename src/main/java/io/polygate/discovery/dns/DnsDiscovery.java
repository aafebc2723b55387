package io.polygate.discovery.dns;

import io.netty.handler.codec.dns.DnsRecordType;
import io.polygate.discovery.Announcement;
import io.polygate.discovery.Backoff;
import io.polygate.discovery.Discovery;
import io.polygate.discovery.DiscoveryLimits;
import io.polygate.discovery.DiscoverySource;
import io.polygate.discovery.Endpoint;
import io.polygate.discovery.LastKnown;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The addresses of a name, asked for again when the first of them may no longer be kept.
///
/// Of SRV records those of the lowest priority count, with their weights. Over TLS an endpoint keeps its name, as a
/// certificate is checked against it; otherwise each address is an endpoint.
public final class DnsDiscovery implements Discovery {

    private static final Logger LOG = LoggerFactory.getLogger(DnsDiscovery.class);

    private final Vertx vertx;
    private final DiscoverySource.Dns source;
    private final DiscoveryLimits limits;
    private final NameServer server;
    private final Backoff backoff;
    private @Nullable LastKnown known;
    private boolean reachable = true;
    private boolean stopped;

    public DnsDiscovery(Vertx vertx, DiscoverySource.Dns source, DiscoveryLimits limits) {
        this.limits = limits;
        this.vertx = vertx;
        this.source = source;
        this.server = new NameServer(vertx, source.server());
        this.backoff = new Backoff(source.maxTtl());
    }

    /// Where an endpoint is, its weight, and for how many seconds that holds.
    private record Place(String host, int port, int weight, long ttl) {}

    @Override
    public Future<Void> start(Consumer<List<Endpoint>> onChange) {
        var last = new LastKnown(vertx, source.staleFor(), onChange);
        known = last;
        return ask(last);
    }

    private Future<Void> ask(LastKnown last) {
        return places().compose(places ->
                        limits.allows(places) ? Future.succeededFuture(places) : Future.failedFuture(limits.tooMany()))
                .map(places -> answered(last, places))
                .otherwise(cause -> failed(last, cause))
                .map(millis -> {
                    if (!stopped) {
                        vertx.setTimer(millis, id -> ask(last));
                    }
                    return null;
                });
    }

    private long answered(LastKnown last, List<Place> places) {
        if (stopped) {
            return 1;
        }
        if (!reachable) {
            reachable = true;
            LOG.info("{}: the name server is back", source.name());
        }
        backoff.reset();
        last.found(Announcement.distinct(
                places.stream().map(this::endpoint).filter(Objects::nonNull).toList()));
        long ttl = places.stream().mapToLong(Place::ttl).min().orElse(0) * 1000;
        return Math.max(
                1, Math.clamp(ttl, source.minTtl().toMillis(), source.maxTtl().toMillis()));
    }

    private long failed(LastKnown last, Throwable cause) {
        if (!stopped) {
            last.lost();
            if (reachable) {
                reachable = false;
                LOG.warn(
                        "{}: cannot be resolved, {} endpoints serve on: {}",
                        source.name(),
                        last.size(),
                        cause.toString());
            }
        }
        return backoff.nextMillis();
    }

    private @Nullable Endpoint endpoint(Place place) {
        var id = place.host + ":" + place.port;
        return new Announcement(Map.of())
                .at(new Announcement.Place(id, place.host, place.port, place.weight, null), source.reach());
    }

    private Future<List<Place>> places() {
        return switch (source.records()) {
            case ADDRESS -> addresses(source.name(), source.port(), 1, DnsRecordType.A, DnsRecordType.AAAA);
            case A -> addresses(source.name(), source.port(), 1, DnsRecordType.A);
            case AAAA -> addresses(source.name(), source.port(), 1, DnsRecordType.AAAA);
            case SRV ->
                server.servers(source.name())
                        .compose(servers ->
                                limits.allows(servers) ? preferred(servers) : Future.failedFuture(limits.tooMany()));
        };
    }

    private Future<List<Place>> preferred(List<NameServer.Server> servers) {
        int lowest =
                servers.stream().mapToInt(NameServer.Server::priority).min().orElse(0);
        // A weight of 0 means a small chance there, not none.
        var each = servers.stream()
                .filter(one -> one.priority() == lowest)
                .sorted(Comparator.comparing(NameServer.Server::host))
                .map(one -> addresses(
                                one.host(), one.port(), Math.max(1, one.weight()), DnsRecordType.A, DnsRecordType.AAAA)
                        .map(places -> places.stream()
                                .map(place ->
                                        new Place(place.host, place.port, place.weight, Math.min(place.ttl, one.ttl())))
                                .toList()))
                .toList();
        return Future.join(each).map(done -> {
            List<Place> all = new ArrayList<>();
            each.forEach(places -> all.addAll(places.result()));
            return all;
        });
    }

    /// Found by any of the types; a failure only where nothing was found and a question failed.
    private Future<List<Place>> addresses(String name, int port, int weight, DnsRecordType... types) {
        var asked = Stream.of(types).map(type -> server.addresses(name, type)).toList();
        return Future.join(asked).transform(done -> {
            var found = new LinkedHashMap<String, Place>();
            asked.stream().filter(Future::succeeded).forEach(answer -> answer.result()
                    .forEach(one -> found.put(one.host(), new Place(one.host(), port, weight, one.ttl()))));
            if (found.isEmpty() && done.failed()) {
                return Future.failedFuture(done.cause());
            }
            var places = found.values().stream()
                    .sorted(Comparator.comparing(Place::host))
                    .toList();
            return Future.succeededFuture(secure() ? byName(name, places) : places);
        });
    }

    private static List<Place> byName(String name, List<Place> places) {
        return places.stream()
                .limit(1)
                .map(place -> new Place(name, place.port, place.weight, place.ttl))
                .toList();
    }

    private boolean secure() {
        return source.reach().scheme().equals("https");
    }

    @Override
    public Future<Void> stop() {
        stopped = true;
        if (known != null) {
            known.close();
        }
        server.close();
        return Future.succeededFuture();
    }
}
