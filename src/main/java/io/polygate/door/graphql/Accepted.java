package io.polygate.door.graphql;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The form in which a client takes its answer.
enum Accepted {
    /// `application/graphql-response+json`: the status tells whether the request was executed.
    RESPONSE("application/graphql-response+json"),
    /// `application/json`, as from before the specification: what GraphQL itself refuses is 200.
    JSON("application/json"),
    /// `text/event-stream`: graphql-sse's distinct connections mode.
    EVENTS("text/event-stream");

    private final String type;

    Accepted(String type) {
        this.type = type;
    }

    /// The value of the content-type header.
    String contentType() {
        return type + "; charset=utf-8";
    }

    /// The form that an `Accept` header likes best; JSON where it says nothing, null where none of them is there.
    static @Nullable Accepted of(@Nullable String accept) {
        if (accept == null || accept.isBlank()) {
            return JSON;
        }
        Accepted best = null;
        double bestQuality = 0;
        for (var range : accept.split(",")) {
            var parts = range.split(";");
            var form = named(parts[0].strip().toLowerCase(Locale.ROOT));
            double quality = quality(parts);
            if (form != null && quality > bestQuality) {
                best = form;
                bestQuality = quality;
            }
        }
        return best;
    }

    /// Whether an `Accept` header names event streams, at whatever place.
    static boolean events(@Nullable String accept) {
        if (accept == null) {
            return false;
        }
        for (var range : accept.split(",")) {
            var parts = range.split(";");
            if (named(parts[0].strip().toLowerCase(Locale.ROOT)) == EVENTS && quality(parts) > 0) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable Accepted named(String range) {
        for (var form : values()) {
            if (form.type.equals(range)) {
                return form;
            }
        }
        return switch (range) {
            case "*/*", "application/*" -> JSON;
            case "text/*" -> EVENTS;
            default -> null;
        };
    }

    /// A form in another charset than UTF-8 is none of ours.
    private static double quality(String[] parts) {
        double quality = 1;
        for (int i = 1; i < parts.length; i++) {
            var parameter = parts[i].strip().toLowerCase(Locale.ROOT).replace("\"", "");
            if (parameter.startsWith("charset=") && !parameter.equals("charset=utf-8")) {
                return 0;
            }
            if (parameter.startsWith("q=")) {
                try {
                    quality = Double.parseDouble(parameter.substring(2));
                } catch (NumberFormatException e) {
                    return 0;
                }
            }
        }
        return quality;
    }
}
