package io.polygate.provider.account;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.polygate.provider.Account;
import io.polygate.wire.json.Json;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Signs in at Qwen by the device flow (RFC 8628 with PKCE): the person opens a page and agrees there, meanwhile the
/// token is asked for again and again. What comes is written to the account's file.
public final class DeviceLogin {

    private static final String SCOPE = "openid profile email model.completion";
    private static final String GRANT = "urn:ietf:params:oauth:grant-type:device_code";
    private static final String NAME = "the Qwen account";
    private static final int USUAL_SECONDS = 2;
    private static final int LONGEST_SECONDS = 10;
    private static final long USUAL_LIFE = 900;

    private final Vertx vertx;
    private final TokenEndpoint endpoint;
    private final Account.OAuth account;
    private final Consumer<String> person;
    private final String verifier = random();

    /// @param account the file to write, and another token server than the vendor's where one is named
    /// @param person is told what to do
    public DeviceLogin(Vertx vertx, Account.OAuth account, Consumer<String> person) {
        this.vertx = vertx;
        this.endpoint = new TokenEndpoint(vertx);
        this.account = account;
        this.person = person;
    }

    /// Completes when the file is written; fails with a [io.polygate.model.GatewayException] that says why not.
    public Future<Void> run() {
        return endpoint.form(
                        server().resolve("device/code"),
                        Map.of(
                                "client_id",
                                client(),
                                "scope",
                                SCOPE,
                                "code_challenge",
                                challenge(verifier),
                                "code_challenge_method",
                                "S256"))
                .compose(answer -> {
                    var code = answer.json().string("device_code");
                    if (!answer.ok() || code == null) {
                        throw Grants.refused(NAME, answer);
                    }
                    tell(answer.json());
                    var seconds = answer.json().number("expires_in");
                    var ends = Instant.now().plusSeconds(seconds == null ? USUAL_LIFE : seconds);
                    var interval = answer.json().number("interval");
                    return poll(code, ends, interval == null ? USUAL_SECONDS : interval.intValue());
                });
    }

    private URI server() {
        return Objects.requireNonNullElse(account.tokenUrl(), QwenClient.SERVER);
    }

    private String client() {
        return Objects.requireNonNullElse(account.clientId(), QwenClient.CLIENT_ID);
    }

    private void tell(Json answer) {
        var whole = answer.string("verification_uri_complete");
        var page = whole == null ? answer.string("verification_uri") : whole;
        person.accept("Open " + page + " and agree there.");
        person.accept("The code is " + answer.string("user_code") + ".");
    }

    private Future<Void> poll(String code, Instant ends, int seconds) {
        if (Instant.now().isAfter(ends)) {
            return Future.failedFuture(Grants.unusable("nobody agreed in time: sign in again"));
        }
        return vertx.timer(Math.clamp(seconds, 1, LONGEST_SECONDS), TimeUnit.SECONDS)
                .compose(v -> endpoint.form(
                        server(),
                        Map.of(
                                "grant_type", GRANT,
                                "client_id", client(),
                                "device_code", code,
                                "code_verifier", verifier)))
                .compose(answer -> answered(answer, code, ends, seconds));
    }

    private Future<Void> answered(TokenEndpoint.Answer answer, String code, Instant ends, int seconds) {
        if (answer.ok()) {
            return write(answer);
        }
        return switch (answer.code()) {
            case "authorization_pending" -> poll(code, ends, seconds);
            case "slow_down" -> poll(code, ends, seconds + 2);
            default -> Future.failedFuture(Grants.refused(NAME, answer));
        };
    }

    private Future<Void> write(TokenEndpoint.Answer answer) {
        var changed = new HashMap<>(new QwenClient(account, endpoint).changed(answer, Instant.now()));
        if (!changed.containsKey("access_token")) {
            return Future.failedFuture(Grants.refused(NAME, answer));
        }
        return OAuthFiles.write(vertx, account.file(), OAuthFiles.merged(Json.parse("{}"), changed));
    }

    private static String random() {
        var bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String challenge(String verifier) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
