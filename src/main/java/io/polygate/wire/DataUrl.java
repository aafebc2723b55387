package io.polygate.wire;

import io.polygate.model.Source;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// `data:` URLs (RFC 2397) and the two alphabets of base64 (RFC 4648).
public final class DataUrl {

    private DataUrl() {}

    /// The source that a URL stands for: its bytes where it is a base64 `data:` URL, else its address.
    public static Source source(String url) {
        if (!url.regionMatches(true, 0, "data:", 0, 5)) {
            return new Source.Url(url, null);
        }
        var comma = url.indexOf(',');
        var header = comma < 0 ? "" : url.substring(5, comma);
        if (!header.regionMatches(true, Math.max(0, header.length() - 7), ";base64", 0, 7)) {
            return new Source.Url(url, null);
        }
        var type = header.substring(0, header.length() - 7);
        var semicolon = type.indexOf(';');
        var mediaType = semicolon < 0 ? type : type.substring(0, semicolon);
        return new Source.Base64(mediaType.isEmpty() ? "text/plain" : mediaType, standard(url.substring(comma + 1)));
    }

    public static String of(Source.Base64 source) {
        return "data:" + source.mediaType() + ";base64," + source.data();
    }

    /// The media type that a file name or URL ends in, or null where it tells nothing.
    public static @Nullable String mediaType(String name) {
        var path = name.split("[?#]", 2)[0];
        var extension = path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return switch (extension) {
            case "png" -> "image/png";
            case "jpg", "jpeg" -> "image/jpeg";
            case "gif" -> "image/gif";
            case "webp" -> "image/webp";
            case "pdf" -> "application/pdf";
            case "txt", "md" -> "text/plain";
            case "wav" -> "audio/wav";
            case "mp3" -> "audio/mp3";
            case "mp4" -> "video/mp4";
            default -> null;
        };
    }

    /// Base64 in the standard alphabet with padding, out of either alphabet.
    public static String standard(String base64) {
        var urlSafe = base64.indexOf('-') >= 0 || base64.indexOf('_') >= 0;
        var text = urlSafe ? base64.replace('-', '+').replace('_', '/') : base64;
        var rest = text.length() % 4;
        return rest < 2 || text.endsWith("=") ? text : text + "=".repeat(4 - rest);
    }
}
