package io.polygate.provider.account;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.Secret;
import io.polygate.wire.json.Json;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.Lock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The token of an account that a person signed in to, kept in a file. One node of a cluster refreshes it at a time,
/// behind a lock of the cluster, and tells the others what it got, so that a refresh token that holds once is used
/// once. Who has written the file meanwhile (a sign-in, the vendor's own client) is heeded first.
final class OAuthGrant implements Supplier<Future<Held<Token>>> {

    private static final Logger LOG = LoggerFactory.getLogger(OAuthGrant.class);
    private static final String SHARED = "polygate.accounts";
    private static final long LOCK_MILLIS = 30_000;

    private final Vertx vertx;
    private final Path file;
    private final OAuthClient client;
    private volatile @Nullable Secret given;

    OAuthGrant(Vertx vertx, Path file, OAuthClient client) {
        this.vertx = vertx;
        this.file = file;
        this.client = client;
    }

    @Override
    public Future<Held<Token>> get() {
        return OAuthFiles.read(vertx, file, client.name()).compose(read -> {
            var held = usable(read);
            return held == null ? locked() : Future.succeededFuture(held);
        });
    }

    /// What a file says, where that is another token than the one that was given last and has not run out.
    private @Nullable Held<Token> usable(Json read) {
        var signed = client.read(read);
        var left = Duration.between(Instant.now(), signed.ends());
        if (signed.token().value().equals(given) || !left.isPositive()) {
            return null;
        }
        given = signed.token().value();
        return Held.of(signed.token(), left);
    }

    private Future<Held<Token>> locked() {
        return vertx.sharedData()
                .getLockWithTimeout(SHARED + "." + file, LOCK_MILLIS)
                .recover(e -> Future.failedFuture(busy()))
                .compose(lock -> inside().onComplete(done -> release(lock)));
    }

    private static void release(Lock lock) {
        lock.release();
    }

    private static Throwable busy() {
        var message = "another node has been refreshing the account's token for too long";
        return GatewayError.of(ErrorKind.UPSTREAM_UNREACHABLE, message).asException();
    }

    /// Somebody may have been faster: in the file, or on a node with a file of its own.
    private Future<Held<Token>> inside() {
        return OAuthFiles.read(vertx, file, client.name()).compose(read -> {
            var held = usable(read);
            return held == null ? told().compose(text -> taken(read, text)) : Future.succeededFuture(held);
        });
    }

    private Future<Held<Token>> taken(Json read, @Nullable String told) {
        var held = told == null ? null : usable(OAuthFiles.parse(told, client.name()));
        return held == null || told == null
                ? refresh(read)
                : OAuthFiles.write(vertx, file, told).map(held);
    }

    private Future<Held<Token>> refresh(Json read) {
        return client.refresh(read).compose(answer -> {
            if (!answer.gave(client.tokenMember())) {
                throw refused(answer);
            }
            var now = Instant.now();
            var text = OAuthFiles.merged(read, client.changed(answer, now));
            var signed = client.read(OAuthFiles.parse(text, client.name()));
            given = signed.token().value();
            var held = Held.of(signed.token(), Duration.between(now, signed.ends()));
            return OAuthFiles.write(vertx, file, text)
                    .recover(e -> {
                        LOG.error("{}: the new token could not be written", file, e);
                        return Future.succeededFuture();
                    })
                    .compose(v -> tell(text, held.lease()))
                    .map(held);
        });
    }

    private RuntimeException refused(TokenEndpoint.Answer answer) {
        return answer.refused()
                ? Grants.unusable(
                        client.name() + " must sign in again: its refresh was refused (" + answer.code() + ")")
                : Grants.refused(client.name(), answer);
    }

    private Future<@Nullable String> told() {
        if (!vertx.isClustered()) {
            return Future.succeededFuture(null);
        }
        return vertx.sharedData()
                .<String, String>getClusterWideMap(SHARED)
                .compose(map -> map.get(file.toString()))
                .otherwiseEmpty();
    }

    private Future<Void> tell(String text, Renewed.Lease lease) {
        if (!vertx.isClustered()) {
            return Future.succeededFuture();
        }
        long millis = Math.max(1, (lease.end() - System.nanoTime()) / 1_000_000);
        return vertx.sharedData()
                .<String, String>getClusterWideMap(SHARED)
                .compose(map -> map.put(file.toString(), text, millis))
                .otherwiseEmpty();
    }
}
