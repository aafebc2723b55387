package io.polygate.routing.endpoint;

import io.polygate.model.GatewayError;
import io.polygate.model.Header;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// When a vendor's limit begins anew, as its headers say: OpenAI's `x-ratelimit-reset-requests: 6m0s`, Anthropic's
/// `anthropic-ratelimit-tokens-reset: 2026-01-31T12:00:00Z`, OpenRouter's `x-ratelimit-reset: 1700000000000`.
///
/// Of several limits the one counts of which nothing remains; where none says so, the one that comes soonest.
final class ResetHeaders {

    private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d+)?)(ms|d|h|m|s)");
    private static final Map<String, Double> SECONDS =
            Map.of("ms", 0.001, "s", 1d, "m", 60d, "h", 3_600d, "d", 86_400d);
    private static final double MAX_SECONDS = 90 * 86_400d;
    private static final double EPOCH_SECONDS = 1e9;
    private static final double EPOCH_MILLIS = 1e12;

    private ResetHeaders() {}

    static @Nullable Duration wait(GatewayError error) {
        var original = error.original();
        if (original == null) {
            return null;
        }
        var headers = new HashMap<String, String>();
        for (Header header : original.headers()) {
            headers.put(header.name().toLowerCase(Locale.ROOT), header.value().strip());
        }
        return wait(headers, Instant.now());
    }

    static @Nullable Duration wait(Map<String, String> headers, Instant now) {
        Duration soonest = null;
        Duration latestUsedUp = null;
        for (var header : headers.entrySet()) {
            var name = header.getKey();
            if (!name.contains("ratelimit") || !name.contains("reset")) {
                continue;
            }
            var wait = parse(header.getValue(), now);
            if (wait == null) {
                continue;
            }
            soonest = soonest == null || wait.compareTo(soonest) < 0 ? wait : soonest;
            boolean usedUp = "0".equals(headers.get(name.replace("reset", "remaining")));
            if (usedUp && (latestUsedUp == null || wait.compareTo(latestUsedUp) > 0)) {
                latestUsedUp = wait;
            }
        }
        return latestUsedUp != null ? latestUsedUp : soonest;
    }

    private static @Nullable Duration parse(String text, Instant now) {
        if (text.matches("\\d{1,14}(\\.\\d{1,6})?")) {
            double number = Double.parseDouble(text);
            double seconds = number >= EPOCH_MILLIS
                    ? number / 1_000 - now.toEpochMilli() / 1_000d
                    : number >= EPOCH_SECONDS ? number - now.toEpochMilli() / 1_000d : number;
            return seconds(seconds);
        }
        var parts = PART.matcher(text);
        double seconds = 0;
        int end = 0;
        while (parts.find() && parts.start() == end) {
            seconds += Double.parseDouble(parts.group(1)) * SECONDS.getOrDefault(parts.group(2), 0d);
            end = parts.end();
        }
        if (end > 0 && end == text.length()) {
            return seconds(seconds);
        }
        try {
            return seconds(Duration.between(now, Instant.parse(text)).toMillis() / 1_000d);
        } catch (DateTimeException | ArithmeticException e) {
            return null;
        }
    }

    private static Duration seconds(double seconds) {
        return Duration.ofMillis((long) (Math.clamp(seconds, 0, MAX_SECONDS) * 1_000));
    }
}
