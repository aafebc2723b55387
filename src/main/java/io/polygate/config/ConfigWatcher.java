package io.polygate.config;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks twice a second whether the configuration's files changed and hands on the new snapshot.
///
/// A change is taken over once the files held still for one look, at the latest with the third look: so within 2 s,
/// and seldom half-written. What does not hold is refused, each problem in the log, and the old snapshot serves on. All
/// state lives on one Vert.x context; files are read, checked and compared on worker threads, one load at a time.
public final class ConfigWatcher {

    private static final Logger LOG = LoggerFactory.getLogger(ConfigWatcher.class);
    private static final long INTERVAL_MILLIS = 500;
    private static final int PATIENCE = 2;
    private static final int SHOWN = 20;

    private final Context context;
    private final ConfigSources sources;
    private final Function<GatewayConfig, Future<?>> onChange;
    /// Of the worker threads, one after the other.
    private @Nullable ConfigLoader loader;

    private Future<?> last = Future.succeededFuture();
    private volatile GatewayConfig current;
    private volatile RuleChanges rules = RuleChanges.NONE;
    private @Nullable String document;
    private @Nullable FileStamp handled;
    private @Nullable FileStamp pending;
    private int unsettled;
    private boolean looking;
    private long timer;

    /// What a load brought, and in which keys that differs from what holds.
    private record Loaded(ConfigResult result, boolean same, List<String> changed, List<String> waiting) {}

    private ConfigWatcher(
            Context context,
            ConfigSources sources,
            GatewayConfig initial,
            Function<GatewayConfig, Future<?>> onChange) {
        this.context = context;
        this.sources = sources;
        this.onChange = onChange;
        this.current = initial;
    }

    /// Watches what `initial` was loaded from. `onChange` is called on the context that this is called on (or on a new
    /// one); it is given snapshots with growing versions, and tells when they hold.
    public static ConfigWatcher start(
            Vertx vertx, ConfigSources sources, GatewayConfig initial, Function<GatewayConfig, Future<?>> onChange) {
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

    /// What holds now.
    public GatewayConfig current() {
        return current;
    }

    /// What operators say of rules now.
    public RuleChanges rules() {
        return rules;
    }

    /// Lays what operators say of rules over everything else, if the whole holds with it; completes when it does, or
    /// was refused.
    public Future<ConfigResult> rules(UnaryOperator<RuleChanges> how) {
        return Future.future(promise -> context.runOnContext(_ -> {
            var next = last.transform(v -> change(how.apply(rules)));
            last = next;
            next.onComplete(promise);
        }));
    }

    private Future<ConfigResult> change(RuleChanges changes) {
        return load(current, changes).compose(loaded -> {
            if (loaded.result instanceof ConfigResult.Accepted accepted) {
                rules = changes;
                return (loaded.same ? Future.succeededFuture() : accept(accepted, loaded.changed, loaded.waiting))
                        .map(loaded.result);
            }
            return Future.succeededFuture(loaded.result);
        });
    }

    private Future<Loaded> load(GatewayConfig before, RuleChanges changes) {
        var over = document;
        return context.executeBlocking(() -> load(before, over, changes), true);
    }

    /// Loads now, without waiting for a change of a file; completes when what was loaded holds, or was refused.
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
        var next = last.transform(v -> loadNow());
        last = next;
        return next;
    }

    private Future<ConfigResult> loadNow() {
        return load(current, rules)
                .compose(loaded -> take(loaded).map(loaded.result))
                .compose(this::withoutRules)
                .onFailure(
                        failure -> LOG.error("configuration {} serves on: reading failed", current.version(), failure));
    }

    /// What operators said of rules does not stand in the way of a new configuration.
    private Future<ConfigResult> withoutRules(ConfigResult result) {
        if (result instanceof ConfigResult.Accepted || rules.rules().isEmpty()) {
            return Future.succeededFuture(result);
        }
        return change(RuleChanges.NONE).onSuccess(other -> {
            if (other instanceof ConfigResult.Accepted) {
                LOG.warn("what operators said of rules does not fit the new configuration, and holds no more");
            }
        });
    }

    private Loaded load(GatewayConfig before, @Nullable String over, RuleChanges changes) {
        var reader = loader == null ? new ConfigLoader(sources, before) : loader;
        loader = reader;
        var result = reader.reload(before.version() + 1, over, changes);
        if (!(result instanceof ConfigResult.Accepted accepted)) {
            return new Loaded(result, false, List.of(), List.of());
        }
        var now = accepted.config();
        var changed = now.effective().changedSince(before.effective());
        boolean same = changed.isEmpty() && now.presets().equals(before.presets());
        var waiting = same ? List.<String>of() : now.effective().waitingForRestart(before.effective());
        return new Loaded(result, same, changed, waiting);
    }

    private Future<?> take(Loaded loaded) {
        return switch (loaded.result) {
            case ConfigResult.Accepted accepted ->
                loaded.same ? Future.succeededFuture() : accept(accepted, loaded.changed, loaded.waiting);
            case ConfigResult.Refused refused -> {
                refused.problems().forEach(problem -> LOG.error("configuration refused: {}", problem));
                LOG.warn("configuration {} serves on", current.version());
                yield Future.succeededFuture();
            }
        };
    }

    private Future<?> accept(ConfigResult.Accepted accepted, List<String> changed, List<String> waiting) {
        current = accepted.config();
        LOG.info("configuration {} holds: changed {}", current.version(), shown(changed));
        if (!waiting.isEmpty()) {
            LOG.warn("changed, but only in force after a restart: {}", waiting);
        }
        accepted.notes().forEach(LOG::warn);
        return onChange.apply(current);
    }

    private static String shown(List<String> keys) {
        return keys.size() <= SHOWN
                ? keys.toString()
                : keys.subList(0, SHOWN) + " and " + (keys.size() - SHOWN) + " more";
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
