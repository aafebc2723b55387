package io.polygate.discovery.consul;

import io.polygate.discovery.ConsulConfig;
import io.polygate.discovery.Presence;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.consul.CheckOptions;
import io.vertx.ext.consul.CheckStatus;
import io.vertx.ext.consul.ConsulClient;
import io.vertx.ext.consul.ServiceOptions;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The gateway's own entry in Consul: service `polygate`, id `polygate-NODE`, with an HTTP check of `/ready`.
///
/// Looked at every five seconds and made again when the agent has forgotten it; taken out on stop.
public final class ConsulRegistration {

    private static final Logger LOG = LoggerFactory.getLogger(ConsulRegistration.class);
    private static final String SERVICE = "polygate";
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final String DEREGISTER_AFTER = "1m";

    private final Vertx vertx;
    private final ConsulConfig config;
    private final Presence presence;
    private final ConsulClient client;
    private boolean registered;
    private boolean reachable = true;
    private boolean stopped;
    private Future<Void> renewing = Future.succeededFuture();
    private @Nullable Long timer;

    public ConsulRegistration(Vertx vertx, ConsulConfig config, Presence presence) {
        this.vertx = vertx;
        this.config = config;
        this.presence = presence;
        this.client = ConsulClients.of(vertx, config, PATIENCE);
    }

    /// Registers, and goes on seeing to it.
    ///
    /// @return completes after the first try; never fails
    public Future<Void> start() {
        return renew();
    }

    private Future<Void> renew() {
        renewing = isKnown()
                .compose(there -> there ? Future.succeededFuture() : register())
                .onComplete(done -> {
                    if (done.succeeded()) {
                        reachable = true;
                    } else if (reachable) {
                        reachable = false;
                        LOG.warn("could not register in Consul, trying on: {}", ConsulClients.reason(done.cause()));
                    }
                    if (!stopped) {
                        timer = vertx.setTimer((reachable ? INTERVAL : config.retry()).toMillis(), id -> renew());
                    }
                })
                .otherwiseEmpty();
        return renewing;
    }

    private Future<Boolean> isKnown() {
        if (!registered) {
            return Future.succeededFuture(false);
        }
        return client.localServices()
                .map(services -> services.stream().anyMatch(service -> id().equals(service.getId())));
    }

    private Future<Void> register() {
        if (stopped) {
            return Future.succeededFuture();
        }
        return client.registerService(service()).onSuccess(done -> {
            registered = true;
            LOG.info("registered in Consul as {}", id());
        });
    }

    private ServiceOptions service() {
        var service = new ServiceOptions()
                .setId(id())
                .setName(SERVICE)
                .setTags(List.of())
                .setPort(presence.port())
                .setCheckOptions(new CheckOptions()
                        .setId("service:" + id())
                        .setName("ready")
                        .setHttp(presence.ready().toString())
                        .setTlsSkipVerify("https".equals(presence.ready().getScheme()))
                        .setInterval(INTERVAL.toSeconds() + "s")
                        .setStatus(CheckStatus.PASSING)
                        .setDeregisterAfter(DEREGISTER_AFTER));
        return presence.host().isEmpty() ? service : service.setAddress(presence.host());
    }

    private String id() {
        return SERVICE + "-" + presence.node();
    }

    /// Takes the entry out; never fails, and takes no longer than a call may.
    public Future<Void> stop() {
        if (stopped) {
            return Future.succeededFuture();
        }
        stopped = true;
        if (timer != null) {
            vertx.cancelTimer(timer);
        }
        return renewing.compose(done -> client.deregisterService(id()))
                .onFailure(cause -> LOG.warn("could not deregister from Consul: {}", ConsulClients.reason(cause)))
                .otherwiseEmpty()
                .onComplete(done -> client.close());
    }
}
