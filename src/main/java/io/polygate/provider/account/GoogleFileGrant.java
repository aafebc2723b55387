package io.polygate.provider.account;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonSyntaxException;
import io.polygate.wire.json.JsonWriter;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Google's token for a key file: of a service account by a signed assertion (RFC 7523,
/// https://developers.google.com/identity/protocols/oauth2/service-account), of a person by the refresh token.
/// The file is read each time, so that a new key is taken up without a restart.
record GoogleFileGrant(
        Vertx vertx,
        TokenEndpoint endpoint,
        Path file,
        @Nullable URI tokenUrl) implements Supplier<Future<Held<Token>>> {

    private static final String SCOPE = "https://www.googleapis.com/auth/cloud-platform";
    private static final URI TOKEN_URL = URI.create("https://oauth2.googleapis.com/token");
    private static final String JWT_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer";
    private static final long LIFE_SECONDS = 3_600;
    private static final Duration SKEW = Duration.ofSeconds(60);

    @Override
    public Future<Held<Token>> get() {
        return vertx.fileSystem()
                .readFile(file.toString())
                .recover(e -> Future.failedFuture(Grants.unusable("the Google key file cannot be read")))
                .compose(bytes -> token(parsed(bytes.toString(UTF_8))));
    }

    private Future<Held<Token>> token(Json key) {
        var type = key.string("type");
        if ("authorized_user".equals(type)) {
            return endpoint.form(
                            url(key),
                            Map.of(
                                    "grant_type", "refresh_token",
                                    "client_id", need(key, "client_id"),
                                    "client_secret", need(key, "client_secret"),
                                    "refresh_token", need(key, "refresh_token")))
                    .map(answer -> Grants.read("the Google account", answer));
        }
        if (!"service_account".equals(type)) {
            throw Grants.unusable("the Google key file is of no known type (expected: service_account)");
        }
        return asserted(key, Instant.now())
                .compose(answer -> {
                    var theirs = theirTime(answer);
                    return answer.ok() || theirs == null ? Future.succeededFuture(answer) : asserted(key, theirs);
                })
                .map(answer -> Grants.read("the service account", answer));
    }

    private Future<TokenEndpoint.Answer> asserted(Json key, Instant now) {
        return vertx.executeBlocking(() -> assertion(key, now), false)
                .compose(assertion -> endpoint.form(url(key), Map.of("grant_type", JWT_GRANT, "assertion", assertion)));
    }

    /// The server's time where ours is so far off that it may be why it refuses, else null.
    private static @Nullable Instant theirTime(TokenEndpoint.Answer answer) {
        var date = answer.headers().get("date");
        try {
            var theirs = date == null
                    ? null
                    : ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant();
            boolean off = theirs != null
                    && Duration.between(Instant.now(), theirs).abs().compareTo(SKEW) > 0;
            return off ? theirs : null;
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    private String assertion(Json key, Instant now) {
        var header = new JsonWriter().object().field("alg", "RS256").field("typ", "JWT");
        header.field("kid", key.string("private_key_id"));
        var claims = new JsonWriter().object().field("iss", need(key, "client_email"));
        claims.field("scope", SCOPE).field("aud", url(key).toString());
        claims.field("iat", now.getEpochSecond()).field("exp", now.getEpochSecond() + LIFE_SECONDS);
        var signed = base64(header.endObject().toBytes()) + "."
                + base64(claims.endObject().toBytes());
        try {
            var pem = need(key, "private_key").replaceAll("-----[^-]+-----", "").replaceAll("\\s", "");
            var spec = new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem));
            var signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(KeyFactory.getInstance("RSA").generatePrivate(spec));
            signature.update(signed.getBytes(UTF_8));
            return signed + "." + base64(signature.sign());
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw Grants.unusable("the Google key file holds no usable private_key");
        }
    }

    private URI url(Json key) {
        var own = key.string("token_uri");
        try {
            return tokenUrl != null ? tokenUrl : own == null ? TOKEN_URL : URI.create(own);
        } catch (IllegalArgumentException e) {
            throw Grants.unusable("the Google key file holds no usable token_uri");
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String need(Json key, String name) {
        var value = key.string(name);
        if (value == null || value.isEmpty()) {
            throw Grants.unusable("the Google key file lacks " + name);
        }
        return value;
    }

    private static Json parsed(String text) {
        try {
            return Json.parse(text);
        } catch (JsonSyntaxException e) {
            throw Grants.unusable("the Google key file is not JSON");
        }
    }
}
