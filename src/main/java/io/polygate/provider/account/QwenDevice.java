package io.polygate.provider.account;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.polygate.provider.Account;
import io.polygate.wire.json.Json;
import io.vertx.core.Future;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/// Qwen's sign-in, as Qwen Code does it: forms, with PKCE.
final class QwenDevice implements DeviceClient {

    private static final String SCOPE = "openid profile email model.completion";
    private static final String GRANT = "urn:ietf:params:oauth:grant-type:device_code";
    private static final int USUAL_SECONDS = 2;
    private static final long USUAL_LIFE = 900;

    private final Account.OAuth account;
    private final TokenEndpoint endpoint;
    private final String verifier = random();

    QwenDevice(Account.OAuth account, TokenEndpoint endpoint) {
        this.account = account;
        this.endpoint = endpoint;
    }

    @Override
    public String name() {
        return "the Qwen account";
    }

    private URI server() {
        return Objects.requireNonNullElse(account.tokenUrl(), QwenClient.SERVER);
    }

    private String client() {
        return Objects.requireNonNullElse(account.clientId(), QwenClient.CLIENT_ID);
    }

    @Override
    public Future<Code> begin() {
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
                .map(answer -> {
                    var json = answer.json();
                    var code = json.string("device_code");
                    if (!answer.ok() || code == null) {
                        throw Grants.refused(name(), answer);
                    }
                    var whole = json.string("verification_uri_complete");
                    var seconds = json.number("expires_in");
                    var interval = json.number("interval");
                    return new Code(
                            code,
                            String.valueOf(whole == null ? json.string("verification_uri") : whole),
                            String.valueOf(json.string("user_code")),
                            seconds == null ? USUAL_LIFE : seconds,
                            interval == null ? USUAL_SECONDS : interval.intValue());
                });
    }

    @Override
    public Future<TokenEndpoint.Answer> ask(Code code) {
        return endpoint.form(
                server(),
                Map.of(
                        "grant_type",
                        GRANT,
                        "client_id",
                        client(),
                        "device_code",
                        code.code(),
                        "code_verifier",
                        verifier));
    }

    @Override
    public String file(TokenEndpoint.Answer answer) {
        var changed = new HashMap<>(new QwenClient(account, endpoint).changed(answer, Instant.now()));
        if (!changed.containsKey("access_token")) {
            throw Grants.refused(name(), answer);
        }
        return OAuthFiles.merged(Json.parse("{}"), changed);
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
