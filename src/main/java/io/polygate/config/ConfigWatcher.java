package io.polygate.config;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks twice a second whether the configuration's files changed and hands on the new snapshot.
///
/// A change is taken over once the files held still for one look, at the latest with the third look: so within 2 s,
/// and seldom half-written. What does not hold is refused, each problem in the log, and the old snapshot serves on. All
/// state lives on one Vert.x context; files are read on worker threads.
public final class ConfigWatcher {

    private static final Logger LOG = LoggerFactory.getLogger(ConfigWatcher.class);
    private static final long INTERVAL_MILLIS = 500;
    private static final int PATIENCE = 2;

    private final Context context;
    private final ConfigSources sources;
    private final Consumer<GatewayConfig> onChange;
    private GatewayConfig current;
    private @Nullable String document;
    private @Nullable FileStamp handled;
    private @Nullable FileStamp pending;
    private int unsettled;
    private boolean looking;
    private long timer;

    private ConfigWatcher(
            Context context, ConfigSources sources, GatewayConfig initial, Consumer<GatewayConfig> onChange) {
        this.context = context;
        this.sources = sources;
        this.onChange = onChange;
        this.current = initial;
    }

    /// Watches what `initial` was loaded from. `onChange` is called on the context that this is called on (or on a new
    /// one); it is given snapshots with growing versions.
    public static ConfigWatcher start(
            Vertx vertx, ConfigSources sources, GatewayConfig initial, Consumer<GatewayConfig> onChange) {
        var watcher = new ConfigWatcher(vertx.getOrCreateContext(), sources, initial, onChange);
        if (sources.file() != null) {
            watcher.context.runOnContext(_ -> watcher.timer = vertx.setPeriodic(INTERVAL_MILLIS, _ -> watcher.look()));
        }
        return watcher;
    }

    /// Lays a document over the file from now on, in place of the one before; null for none.
    public void use(@Nullable String next) {
        context.runOnContext(_ -> {
            if (!Objects.equals(next, document)) {
                document = next;
                load();
            }
        });
    }

    /// Loads now, without waiting for a change of a file.
    public Future<ConfigResult> reload() {
        return Future.future(promise -> context.runOnContext(_ -> load().onComplete(promise)));
    }

    public void stop() {
        context.runOnContext(_ -> context.owner().cancelTimer(timer));
    }

    private void look() {
        if (looking) {
            return;
        }
        looking = true;
        var files = files();
        context.executeBlocking(() -> FileStamp.of(files), false)
                .compose(this::compare)
                .onComplete(_ -> looking = false);
    }

    private Future<?> compare(FileStamp stamp) {
        if (stamp.equals(handled)) {
            pending = null;
            unsettled = 0;
            return Future.succeededFuture();
        }
        if (!stamp.equals(pending) && unsettled < PATIENCE) {
            pending = stamp;
            unsettled++;
            return Future.succeededFuture();
        }
        handled = stamp;
        return load();
    }

    private Future<ConfigResult> load() {
        var next = current.version() + 1;
        var over = document;
        return context.executeBlocking(() -> new ConfigLoader(sources, over).reload(next), true)
                .onSuccess(this::take)
                .onFailure(
                        failure -> LOG.error("configuration {} serves on: reading failed", current.version(), failure));
    }

    private void take(ConfigResult result) {
        switch (result) {
            case ConfigResult.Accepted accepted -> accept(accepted);
            case ConfigResult.Refused refused -> {
                refused.problems().forEach(problem -> LOG.error("configuration refused: {}", problem));
                LOG.warn("configuration {} serves on", current.version());
            }
        }
    }

    private void accept(ConfigResult.Accepted accepted) {
        var config = accepted.config();
        var before = current.effective();
        var same = config.effective().sameAs(before)
                && config.presets().all().equals(current.presets().all());
        if (same || config.version() <= current.version()) {
            return;
        }
        current = config;
        LOG.info(
                "configuration {} holds: changed {}",
                config.version(),
                config.effective().changedSince(before));
        var waiting = config.effective().waitingForRestart(before);
        if (!waiting.isEmpty()) {
            LOG.warn("changed, but only in force after a restart: {}", waiting);
        }
        accepted.notes().forEach(LOG::warn);
        onChange.accept(config);
    }

    private List<Path> files() {
        var files = new ArrayList<>(current.effective().files());
        var file = sources.file();
        if (file != null) {
            files.add(file);
        }
        return files;
    }
}
