package io.polygate.provider.account;

import io.polygate.provider.Account;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Signs in by the device flow (RFC 8628): the person opens a page and agrees there, meanwhile the token is asked for
/// again and again. What comes is written to the account's file.
public final class DeviceLogin {

    private static final int LONGEST_SECONDS = 10;
    private static final int SLOWER_SECONDS = 2;

    private final Vertx vertx;
    private final Path file;
    private final DeviceClient client;
    private final Consumer<String> person;

    private DeviceLogin(Vertx vertx, Path file, DeviceClient client, Consumer<String> person) {
        this.vertx = vertx;
        this.file = file;
        this.client = client;
        this.person = person;
    }

    /// The sign-in of a vendor, by the dialect of its accounts; null where the vendor has none.
    ///
    /// @param account the file to write, and another token server than the vendor's where one is named
    /// @param person is told what to do
    public static @Nullable DeviceLogin of(
            String dialect, Vertx vertx, Account.OAuth account, Consumer<String> person) {
        var endpoint = new TokenEndpoint(vertx);
        return switch (dialect) {
            case "qwen" -> new DeviceLogin(vertx, account.file(), new QwenDevice(account, endpoint), person);
            case "kiro" -> new DeviceLogin(vertx, account.file(), new KiroDevice(vertx, account, endpoint), person);
            default -> null;
        };
    }

    /// Completes when the file is written; fails with a [io.polygate.model.GatewayException] that says why not.
    public Future<Void> run() {
        return client.begin().compose(code -> {
            person.accept("Open " + code.page() + " and agree there.");
            person.accept("The code is " + code.typed() + ".");
            return poll(code, Instant.now().plusSeconds(code.lifeSeconds()), code.intervalSeconds());
        });
    }

    private Future<Void> poll(DeviceClient.Code code, Instant ends, int seconds) {
        if (Instant.now().isAfter(ends)) {
            return Future.failedFuture(Grants.unusable("nobody agreed in time: sign in again"));
        }
        return vertx.timer(Math.clamp(seconds, 1, LONGEST_SECONDS), TimeUnit.SECONDS)
                .compose(v -> client.ask(code))
                .compose(answer -> answered(answer, code, ends, seconds));
    }

    private Future<Void> answered(TokenEndpoint.Answer answer, DeviceClient.Code code, Instant ends, int seconds) {
        if (answer.ok()) {
            return OAuthFiles.write(vertx, file, client.file(answer));
        }
        return switch (answer.code()) {
            case "authorization_pending" -> poll(code, ends, seconds);
            case "slow_down" -> poll(code, ends, seconds + SLOWER_SECONDS);
            default -> Future.failedFuture(Grants.refused(client.name(), answer));
        };
    }
}
