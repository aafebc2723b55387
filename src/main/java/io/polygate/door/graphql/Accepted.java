package io.polygate.door.graphql;

import io.polygate.door.MediaRange;
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
        for (var range : MediaRange.all(accept)) {
            var form = named(range.type());
            double quality = quality(range);
            if (form != null && quality > bestQuality) {
                best = form;
                bestQuality = quality;
            }
        }
        return best;
    }

    /// Whether an `Accept` header names event streams, at whatever place.
    static boolean events(@Nullable String accept) {
        return accept != null
                && MediaRange.all(accept).stream()
                        .anyMatch(range -> named(range.type()) == EVENTS && quality(range) > 0);
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
    private static double quality(MediaRange range) {
        return range.charset() == null || range.charset().equals("utf-8") ? range.quality() : 0;
    }
}
