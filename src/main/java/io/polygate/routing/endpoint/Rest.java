package io.polygate.routing.endpoint;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// How long somebody is left alone after a failure.
final class Rest {

    private static final Duration REFUSED = Duration.ofMinutes(1);
    private static final Duration REFUSED_LONGEST = Duration.ofHours(1);
    private static final Duration OUT_OF_QUOTA = Duration.ofMinutes(5);
    private static final Duration LIMITED = Duration.ofSeconds(1);
    private static final Duration LIMITED_LONGEST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final int DOUBLINGS = 10;

    private Rest() {}

    /// @param streak how many such failures came before without a success in between
    /// @return null where the failure is no reason to rest
    static @Nullable Duration after(GatewayError error, int streak) {
        return switch (error.kind()) {
            case UPSTREAM_AUTH ->
                error.retryAfter() == null ? growing(REFUSED, REFUSED_LONGEST, streak) : said(error, REFUSED);
            case PAYMENT_REQUIRED -> said(error, OUT_OF_QUOTA);
            case RATE_LIMITED ->
                said(error, outOfQuota(error) ? OUT_OF_QUOTA : growing(LIMITED, LIMITED_LONGEST, streak));
            case OVERLOADED -> error.retryAfter() == null ? null : said(error, LIMITED_LONGEST);
            default -> null;
        };
    }

    /// The vendor says that the account has nothing left, not that it is too fast.
    static boolean outOfQuota(GatewayError error) {
        var words = (error.code() + " " + error.type()).toLowerCase(Locale.ROOT);
        return error.kind() == ErrorKind.PAYMENT_REQUIRED
                || words.contains("quota")
                || words.contains("arrearage")
                || words.contains("billing");
    }

    private static Duration said(GatewayError error, Duration otherwise) {
        var wait = error.retryAfter() == null ? ResetHeaders.wait(error) : error.retryAfter();
        if (wait == null || wait.isNegative()) {
            return otherwise;
        }
        return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
    }

    private static Duration growing(Duration first, Duration longest, int streak) {
        var wait = first.multipliedBy(1L << Math.min(streak, DOUBLINGS));
        return wait.compareTo(longest) > 0 ? longest : wait;
    }
}
