package io.polygate.discovery.fixed;

import io.polygate.discovery.Discovery;
import io.polygate.discovery.DiscoverySource;
import io.polygate.discovery.Endpoint;
import io.polygate.discovery.EndpointReader;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The endpoints that the configuration names and those of a file beside it.
///
/// The file is read twice a second and taken over once it held still for one look, so within 2 s and seldom
/// half-written. One that does not hold is refused, each problem in the log, and the list before it serves on.
public final class StaticDiscovery implements Discovery {

    private static final Logger LOG = LoggerFactory.getLogger(StaticDiscovery.class);
    private static final long INTERVAL_MILLIS = 500;
    private static final long MAX_BYTES = 16L << 20;

    private final Vertx vertx;
    private final DiscoverySource.Static source;
    private final EndpointReader reader;
    private Consumer<List<Endpoint>> onChange = list -> {};
    private @Nullable List<Endpoint> told;
    private @Nullable String pending;
    private @Nullable String handled;
    private boolean looking;
    private @Nullable Long timer;

    public StaticDiscovery(Vertx vertx, DiscoverySource.Static source, EndpointReader reader) {
        this.vertx = vertx;
        this.source = source;
        this.reader = reader;
    }

    /// What a look at the file saw: its text, or why there is none.
    private record Seen(@Nullable String text, String problem) {

        String mark() {
            return text == null ? problem : "=" + text;
        }
    }

    @Override
    public Future<Void> start(Consumer<List<Endpoint>> listener) {
        onChange = listener;
        var file = source.file();
        if (file == null) {
            tell(List.of());
            return Future.succeededFuture();
        }
        timer = vertx.setPeriodic(INTERVAL_MILLIS, id -> look(file));
        return look(file).onSuccess(seen -> take(file, seen)).mapEmpty();
    }

    private Future<Seen> look(Path file) {
        if (looking) {
            return Future.failedFuture("a look is under way");
        }
        looking = true;
        return vertx.executeBlocking(() -> read(file), false)
                .onSuccess(seen -> compare(file, seen))
                .onComplete(done -> looking = false);
    }

    private void compare(Path file, Seen seen) {
        if (seen.mark().equals(handled)) {
            pending = null;
        } else if (seen.mark().equals(pending)) {
            take(file, seen);
        } else {
            pending = seen.mark();
        }
    }

    private void take(Path file, Seen seen) {
        handled = seen.mark();
        pending = null;
        if (seen.text() == null) {
            refuse(List.of(file + ": " + seen.problem()));
            return;
        }
        var read = reader.read(seen.text(), file.toString(), source.reach());
        if (read.problems().isEmpty()) {
            tell(read.endpoints());
        } else {
            refuse(read.problems());
        }
    }

    private void refuse(List<String> problems) {
        problems.forEach(problem -> LOG.error("endpoints refused: {}", problem));
        if (told == null) {
            tell(List.of());
        }
        LOG.warn("{} endpoints serve on", Objects.requireNonNull(told).size());
    }

    private void tell(List<Endpoint> ofFile) {
        var all = new ArrayList<>(source.endpoints());
        var ids = all.stream().map(Endpoint::id).collect(Collectors.toSet());
        ofFile.stream().filter(endpoint -> ids.add(endpoint.id())).forEach(all::add);
        if (!all.equals(told)) {
            told = List.copyOf(all);
            onChange.accept(told);
        }
    }

    /// On a worker thread.
    private static Seen read(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                return new Seen(null, "too large (expected: at most " + MAX_BYTES + " bytes)");
            }
            return new Seen(Files.readString(file, StandardCharsets.UTF_8), "");
        } catch (NoSuchFileException e) {
            return new Seen(null, "not there (expected: a YAML or JSON file)");
        } catch (IOException e) {
            return new Seen(null, "cannot be read (expected: a YAML or JSON file in UTF-8)");
        }
    }

    @Override
    public Future<Void> stop() {
        onChange = list -> {};
        if (timer != null) {
            vertx.cancelTimer(timer);
        }
        return Future.succeededFuture();
    }
}
