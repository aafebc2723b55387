package io.polygate.provider.grpc;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.InvalidProtocolBufferException;
import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.GatewayException;
import io.polygate.model.Header;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a provider's backend serves, kept: read from a descriptor set, or asked of the backend by reflection and asked
/// again when it has grown old or does not hold what is wanted.
final class Descriptions {

    private static final long OLD_NANOS = 60_000_000_000L;
    private static final long FRESH_NANOS = 1_000_000_000L;

    private final Vertx vertx;
    private final GrpcChannel channel;
    private final @Nullable Path file;
    private @Nullable MethodCatalog current;
    private long loadedNanos;
    private @Nullable Future<MethodCatalog> loading;
    private boolean doubtful;

    Descriptions(Vertx vertx, GrpcChannel channel, @Nullable Path file) {
        this.vertx = vertx;
        this.channel = channel;
        this.file = file;
    }

    /// What is known now, or null.
    @Nullable
    MethodCatalog current() {
        return current;
    }

    /// The backend may have been started anew: it is asked again before the next call.
    void doubt() {
        doubtful = true;
    }

    /// Whether asking again might tell something new.
    boolean mayHaveChanged() {
        return current == null || doubtful || System.nanoTime() - loadedNanos > FRESH_NANOS;
    }

    /// The catalog in which `request` is found if it is anywhere; an old one is renewed behind the call.
    Future<MethodCatalog> of(String request, URI endpoint, List<Header> metadata) {
        var known = current;
        if (known != null && doubtful) {
            return load(endpoint, metadata)
                    .recover(cause -> isAway(cause) || known.find(request) == null
                            ? Future.failedFuture(cause)
                            : Future.succeededFuture(known));
        }
        if (known != null && known.find(request) != null) {
            if (System.nanoTime() - loadedNanos > OLD_NANOS) {
                load(endpoint, metadata);
            }
            return Future.succeededFuture(known);
        }
        return known == null || mayHaveChanged() ? load(endpoint, metadata) : Future.succeededFuture(known);
    }

    /// One question at a time; whoever asks meanwhile gets its answer.
    Future<MethodCatalog> load(URI endpoint, List<Header> metadata) {
        var underway = loading;
        if (underway != null) {
            return underway;
        }
        var fresh = (file == null
                        ? ReflectionClient.load(channel, endpoint, metadata).map(MethodCatalog::new)
                        : read(file))
                .onSuccess(catalog -> {
                    current = catalog;
                    loadedNanos = System.nanoTime();
                });
        loading = fresh;
        fresh.onComplete(done -> {
            loading = null;
            doubtful = done.failed() && isAway(done.cause());
        });
        if (fresh.isComplete()) {
            loading = null;
        }
        return fresh;
    }

    /// Asks the backend for types that a catalog's messages hold and its files do not tell of. Ends well, whatever
    /// the backend knows of them.
    Future<Void> learn(MethodCatalog catalog, URI endpoint, List<Header> metadata) {
        var names = catalog.takeWanted();
        boolean told = file != null || names.isEmpty();
        var files = told
                ? Future.succeededFuture(List.<FileDescriptorProto>of())
                : ReflectionClient.find(channel, endpoint, metadata, names);
        return files.transform(found -> {
            catalog.learn(names, found.succeeded() ? found.result() : List.of());
            return Future.succeededFuture();
        });
    }

    private static boolean isAway(Throwable cause) {
        return cause instanceof GatewayException e && e.error().kind() == ErrorKind.UPSTREAM_UNREACHABLE;
    }

    private Future<MethodCatalog> read(Path path) {
        return vertx.fileSystem().readFile(path.toString()).transform(bytes -> {
            if (bytes.failed()) {
                return Future.failedFuture(unreadable());
            }
            try {
                var set = FileDescriptorSet.parseFrom(bytes.result().getBytes(), MethodCatalog.EXTENSIONS);
                return Future.succeededFuture(new MethodCatalog(set.getFileList()));
            } catch (InvalidProtocolBufferException e) {
                return Future.failedFuture(unreadable());
            }
        });
    }

    private static RuntimeException unreadable() {
        return GatewayError.of(ErrorKind.UPSTREAM_ERROR, "the provider's descriptor set cannot be read (descriptors)")
                .asException();
    }
}
