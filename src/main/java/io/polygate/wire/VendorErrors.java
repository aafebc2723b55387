package io.polygate.wire;

import io.polygate.model.ErrorKind;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the vendors' errors have in common: how their words and statuses map to our kinds, and when to come back.
public final class VendorErrors {

    private static final Duration MAX_WAIT = Duration.ofDays(1);

    private VendorErrors() {}

    /// The kind of a failure, by the vendor's words where they are known, else by its status.
    public static ErrorKind kind(int status, @Nullable String type, @Nullable String code, String message) {
        var words = ((type == null ? "" : type) + " " + (code == null ? "" : code)).toLowerCase(Locale.ROOT);
        if (status < 500
                && (hasAny(words, "context_length", "string_above_max_length", "model_context_window")
                        || isContextLength(message))) {
            return ErrorKind.CONTEXT_LENGTH;
        }
        if (hasAny(
                        words,
                        "invalid_api_key",
                        "authentication_error",
                        "api_key_invalid",
                        "invalidapikey",
                        "unauthenticated")
                || isBadKey(status, message)) {
            return ErrorKind.UPSTREAM_AUTH;
        }
        if (hasAny(
                words,
                "insufficient_quota",
                "insufficient_balance",
                "exceeded_current_quota",
                "billing_error",
                "arrearage")) {
            return ErrorKind.PAYMENT_REQUIRED;
        }
        if (hasAny(words, "content_filter", "content_policy", "datainspectionfailed", "sensitivecontent")) {
            return ErrorKind.CONTENT_FILTER;
        }
        if (hasAny(words, "model_not_found", "modelnotfound", "invalid_model", "not_found_error") && status < 500) {
            return ErrorKind.MODEL_NOT_FOUND;
        }
        if (hasAny(words, "rate_limit", "throttling", "too_many_requests", "resource_exhausted")) {
            return ErrorKind.RATE_LIMITED;
        }
        if (hasAny(words, "overloaded", "unavailable")) {
            return ErrorKind.OVERLOADED;
        }
        return status == 404 && message.toLowerCase(Locale.ROOT).contains("model")
                ? ErrorKind.MODEL_NOT_FOUND
                : ErrorKind.ofStatus(status);
    }

    private static boolean isContextLength(String message) {
        return hasAny(
                message.toLowerCase(Locale.ROOT),
                "maximum context length",
                "prompt is too long",
                "exceeds the maximum number of tokens",
                "context window");
    }

    /// xAI and Gemini answer a wrong key with 400.
    private static boolean isBadKey(int status, String message) {
        return status == 400
                && hasAny(
                        message.toLowerCase(Locale.ROOT), "incorrect api key", "api key not valid", "invalid api key");
    }

    private static boolean hasAny(String words, String... parts) {
        for (var part : parts) {
            if (words.contains(part)) {
                return true;
            }
        }
        return false;
    }

    /// The status that an error inside an answer of status 200 speaks of: what it names, else what its kind has.
    public static int statusInside(@Nullable Long named, ErrorKind kind) {
        return named != null && named >= 400 && named < 600 ? named.intValue() : kind.status();
    }

    /// `retry-after-ms`, else `retry-after` in seconds or as a date; null where neither says anything sensible.
    public static @Nullable Duration retryAfter(Map<String, String> headers, Instant now) {
        var millis = headers.get("retry-after-ms");
        var wait = millis == null ? null : seconds(millis, 0.001);
        var after = headers.get("retry-after");
        if (wait == null && after != null) {
            wait = seconds(after, 1);
            wait = wait == null ? untilDate(after, now) : wait;
        }
        return wait;
    }

    /// Seconds as Google's `RetryInfo` writes them: `34.4s`.
    public static @Nullable Duration duration(@Nullable String text) {
        return text == null || !text.endsWith("s") ? null : seconds(text.substring(0, text.length() - 1), 1);
    }

    private static @Nullable Duration seconds(String number, double unit) {
        try {
            var seconds = Double.parseDouble(number.strip()) * unit;
            return seconds >= 0 && seconds <= MAX_WAIT.toSeconds()
                    ? Duration.ofMillis((long) Math.ceil(seconds * 1000))
                    : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static @Nullable Duration untilDate(String date, Instant now) {
        try {
            var at = ZonedDateTime.parse(date.strip(), DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            var wait = Duration.between(now, at);
            return wait.isNegative() ? Duration.ZERO : wait.compareTo(MAX_WAIT) > 0 ? null : wait;
        } catch (DateTimeException e) {
            return null;
        }
    }
}
