package io.polygate.provider.account;

import io.polygate.model.Secret;
import io.polygate.provider.Account;
import io.polygate.provider.dialect.Identity;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/// Signs requests with the keys of one account: those that are configured, or those of the AWS default chain
/// (environment, web identity, profile files with roles and SSO, the container's or the machine's metadata), which are
/// asked for off the event loop and again before they run out. Learns from the answers how wrong this machine's clock
/// is.
public final class AwsSession {

    private static final Logger LOG = LoggerFactory.getLogger(AwsSession.class);
    private static final Duration FOREVER = Duration.ofDays(3_650);
    private static final Duration LOOK_AGAIN = Duration.ofMinutes(10);
    private static final Duration SKEW = Duration.ofMinutes(4);
    private static final int LARGE = 256 * 1024;
    private static final Pattern HOST = Pattern.compile("^[a-z0-9-]+\\.([a-z]{2}(?:-[a-z]+)+-\\d)\\.");

    private final Vertx vertx;
    private final @Nullable String region;
    private final String usualRegion;
    private final Renewed<AwsCredentialsIdentity> keys;
    private volatile Clock clock = Clock.systemUTC();

    /// What is signed for. Without `region` the address or `AWS_REGION` names it.
    public record Service(String name, @Nullable String region) {}

    private AwsSession(Vertx vertx, @Nullable String region, String usualRegion, Renewed<AwsCredentialsIdentity> keys) {
        this.vertx = vertx;
        this.region = region;
        this.usualRegion = usualRegion;
        this.keys = keys;
    }

    static AwsSession of(Vertx vertx, Account account, Map<String, String> environment) {
        var usual = environment.getOrDefault("AWS_REGION", environment.getOrDefault("AWS_DEFAULT_REGION", ""));
        return switch (account) {
            case Account.AwsKeys own -> {
                var held = Future.succeededFuture(Held.of(identity(own), FOREVER));
                yield new AwsSession(vertx, own.region(), usual, new Renewed<>("access key", () -> held));
            }
            default -> new AwsSession(vertx, null, usual, new Renewed<>("AWS default chain", () -> chain(vertx)));
        };
    }

    private static AwsCredentialsIdentity identity(Account.AwsKeys keys) {
        Secret session = keys.sessionToken();
        return session == null || session.value().isEmpty()
                ? AwsCredentialsIdentity.create(
                        keys.accessKey(), keys.secretKey().value())
                : AwsSessionCredentialsIdentity.create(
                        keys.accessKey(), keys.secretKey().value(), session.value());
    }

    private static Future<Held<AwsCredentialsIdentity>> chain(Vertx vertx) {
        return vertx.executeBlocking(
                () -> {
                    try (var provider = DefaultCredentialsProvider.builder().build()) {
                        AwsCredentialsIdentity found = provider.resolveCredentials();
                        var end = found.expirationTime().orElse(null);
                        var life = end == null ? LOOK_AGAIN : Duration.between(Instant.now(), end);
                        return Held.of(found, life);
                    } catch (RuntimeException e) {
                        LOG.warn("AWS default chain: {}", e.getMessage());
                        throw Grants.unusable("the AWS default chain has no credentials");
                    }
                },
                false);
    }

    /// Who signs for a service.
    Future<Identity> identity(Service service) {
        return keys.get().map(known -> new Signing(known, service));
    }

    private final class Signing implements Identity {

        private final AwsCredentialsIdentity known;
        private final Service service;

        Signing(AwsCredentialsIdentity known, Service service) {
            this.known = known;
            this.service = service;
        }

        @Override
        public Future<Map<String, String>> headers(Outgoing request) {
            var signer = new AwsSigner(service.name, scope(service, request.url()), true);
            return request.body().length() < LARGE
                    ? Future.succeededFuture(signer.sign(request, known, clock))
                    : vertx.executeBlocking(() -> signer.sign(request, known, clock), false);
        }

        /// A session that has run out is asked for anew, a clock that goes wrong is set right.
        @Override
        public boolean renew(int status, MultiMap answer) {
            if (skewed(answer.get("date"))) {
                return true;
            }
            var type = answer.get("x-amzn-errortype");
            return type != null && type.startsWith("ExpiredToken") && keys.refuse(known);
        }
    }

    private boolean skewed(@Nullable String date) {
        try {
            var theirs = date == null
                    ? null
                    : ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant();
            if (theirs == null
                    || Duration.between(clock.instant(), theirs).abs().compareTo(SKEW) < 0) {
                return false;
            }
            clock = Clock.offset(Clock.systemUTC(), Duration.between(Instant.now(), theirs));
            return true;
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    private String scope(Service service, URI url) {
        var named = region == null ? service.region : region;
        if (named != null && !named.isEmpty()) {
            return named;
        }
        var host = HOST.matcher(String.valueOf(url.getHost()));
        if (host.find()) {
            return host.group(1);
        }
        if (usualRegion.isBlank()) {
            throw Grants.unusable("no AWS region is known (expected: region, or an address that names it)");
        }
        return usualRegion.strip();
    }
}
