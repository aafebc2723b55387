package io.polygate.wire.multipart;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What stands between the parts of a form.
public final class Boundary {

    private static final String FORM = "multipart/form-data";
    private static final Pattern PARAMETER = Pattern.compile(
            ";\\s*boundary\\s*=\\s*(?:\"([0-9A-Za-z'()+_,./:=? -]{0,69}[0-9A-Za-z'()+_,./:=?-])\"|([^;\\s\"]{1,70}))"
                    + "\\s*(?:;|$)",
            Pattern.CASE_INSENSITIVE);

    private Boundary() {}

    /// Whether a media type is that of a form with files.
    public static boolean isForm(@Nullable String contentType) {
        return contentType != null && contentType.regionMatches(true, 0, FORM, 0, FORM.length());
    }

    /// The boundary that a media type names, or null where it names none or two.
    public static @Nullable String of(String contentType) {
        var found = PARAMETER.matcher(contentType);
        if (!found.find()) {
            return null;
        }
        var value = found.group(1) == null ? found.group(2) : found.group(1);
        int more = contentType.toLowerCase(java.util.Locale.ROOT).indexOf("boundary", found.end());
        return more >= 0 ? null : value;
    }

    /// A field as the first part of a form.
    public static String part(String boundary, String name, String value) {
        return "--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
    }
}
