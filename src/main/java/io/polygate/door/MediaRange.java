package io.polygate.door;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// One of what an `Accept` header takes (RFC 9110 §12.5.1).
///
/// @param type in lower case, as `text/event-stream` or `*/*`
/// @param quality from 0, not at all; 0 too where it is no number
/// @param charset in lower case, or null
public record MediaRange(
        String type, double quality, @Nullable String charset) {

    /// The ranges of a header, in its order.
    public static List<MediaRange> all(String accept) {
        return Arrays.stream(accept.toLowerCase(Locale.ROOT).split(","))
                .map(MediaRange::of)
                .toList();
    }

    private static MediaRange of(String range) {
        var parts = range.split(";");
        double quality = 1;
        String charset = null;
        for (int i = 1; i < parts.length; i++) {
            var parameter = parts[i].strip().replace("\"", "");
            if (parameter.startsWith("q=")) {
                quality = number(parameter.substring(2));
            } else if (parameter.startsWith("charset=")) {
                charset = parameter.substring(8);
            }
        }
        return new MediaRange(parts.length == 0 ? "" : parts[0].strip(), quality, charset);
    }

    private static double number(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
