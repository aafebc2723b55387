package io.polygate.app;

import io.polygate.config.ConfigResult;
import io.polygate.config.ConfigSources;
import io.polygate.config.ConfigWatcher;
import io.polygate.config.GatewayConfig;
import io.polygate.config.RuleChanges;
import io.polygate.discovery.ConsulConfig;
import io.polygate.discovery.consul.ConsulKey;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The configuration of a node from its start on: the sources of the process, and over their file the document in
/// Consul's KV store that `consul.config-key` names. Safe from every thread.
public final class LiveConfig {

    private static final Logger LOG = LoggerFactory.getLogger(LiveConfig.class);
    private static final long FIRST_SECONDS = 3;

    private final Vertx vertx;
    private final ConfigSources sources;
    private final ReentrantLock lock = new ReentrantLock();
    private GatewayConfig config;
    private @Nullable ConsulConfig followed;
    private @Nullable ConsulKey key;
    private @Nullable String document;
    private @Nullable ConfigWatcher watcher;

    private LiveConfig(Vertx vertx, ConfigSources sources, GatewayConfig config) {
        this.vertx = vertx;
        this.sources = sources;
        this.config = config;
    }

    /// Takes the document into account, if there is one that holds and Consul tells of it soon; else the sources alone
    /// hold for now.
    ///
    /// @param initial what was loaded from the sources
    public static Future<LiveConfig> open(Vertx vertx, ConfigSources sources, GatewayConfig initial) {
        var live = new LiveConfig(vertx, sources, initial);
        return live.follow(initial)
                .timeout(FIRST_SECONDS, TimeUnit.SECONDS)
                .otherwiseEmpty()
                .compose(v -> live.loadFirst())
                .map(live);
    }

    private Future<Void> loadFirst() {
        var text = document();
        if (text == null) {
            return Future.succeededFuture();
        }
        return vertx.executeBlocking(() -> GatewayConfig.load(sources, text)).map(result -> {
            switch (result) {
                case ConfigResult.Accepted accepted -> config = accepted.config();
                case ConfigResult.Refused refused ->
                    refused.problems().forEach(problem -> LOG.error("configuration refused: {}", problem));
            }
            return null;
        });
    }

    /// What the gateway begins with.
    public GatewayConfig config() {
        return config;
    }

    /// Goes on watching; to be called once.
    ///
    /// @param onChange gets each configuration that is to hold from now on, and tells when it does
    public void watch(Function<GatewayConfig, Future<?>> onChange) {
        var watching = ConfigWatcher.start(vertx, sources, config, next -> {
            follow(next);
            return onChange.apply(next);
        });
        lock.lock();
        try {
            watcher = watching;
            watching.use(document);
        } finally {
            lock.unlock();
        }
    }

    /// Hears of no more changes: what holds, holds to the end.
    public void stop() {
        lock.lock();
        try {
            if (watcher != null) {
                watcher.stop();
            }
            if (key != null) {
                key.stop();
            }
        } finally {
            lock.unlock();
        }
    }

    /// Loads now, without waiting for a change; completes when what was loaded holds, or was refused.
    public Future<ConfigResult> reload() {
        lock.lock();
        try {
            return watcher == null
                    ? Future.failedFuture(new IllegalStateException("nothing is watched yet"))
                    : watcher.reload();
        } finally {
            lock.unlock();
        }
    }

    /// What holds now.
    GatewayConfig current() {
        lock.lock();
        try {
            return watcher == null ? config : watcher.current();
        } finally {
            lock.unlock();
        }
    }

    /// What operators say of rules now.
    RuleChanges rules() {
        lock.lock();
        try {
            return watcher == null ? RuleChanges.NONE : watcher.rules();
        } finally {
            lock.unlock();
        }
    }

    /// Changes what operators say of rules, if the whole holds then; once it is watched.
    Future<ConfigResult> rules(UnaryOperator<RuleChanges> how) {
        lock.lock();
        try {
            return watcher == null
                    ? Future.failedFuture(new IllegalStateException("nothing is watched yet"))
                    : watcher.rules(how);
        } finally {
            lock.unlock();
        }
    }

    /// Follows the key that this configuration names, if it is another one than before.
    private Future<Void> follow(GatewayConfig next) {
        var consul = next.consul();
        lock.lock();
        try {
            if (consul.equals(followed)) {
                return Future.succeededFuture();
            }
            followed = consul;
            if (key != null) {
                key.stop();
                key = null;
            }
            var name = consul.configKey();
            if (name == null) {
                heard(null);
                return Future.succeededFuture();
            }
            key = new ConsulKey(vertx, consul, next.discovery().limits(), name, this::heard);
            return key.start();
        } finally {
            lock.unlock();
        }
    }

    private void heard(@Nullable String text) {
        lock.lock();
        try {
            document = text;
            if (watcher != null) {
                watcher.use(text);
            }
        } finally {
            lock.unlock();
        }
    }

    private @Nullable String document() {
        lock.lock();
        try {
            return document;
        } finally {
            lock.unlock();
        }
    }
}
