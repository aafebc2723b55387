package io.polygate.config;

import io.polygate.model.Secret;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// Hides what is secret inside values that are not secret as a whole.
final class Masks {

    private static final Pattern USER_INFO = Pattern.compile("^([a-zA-Z][a-zA-Z0-9+.-]*://[^/?#@:]*):[^/?#]*@");
    private static final Pattern LONE_USER = Pattern.compile("^([a-zA-Z][a-zA-Z0-9+.-]*://)[^/?#:@]*@");
    private static final Pattern PARAMETER = Pattern.compile("([?&](?!api-version=)[^=&#]*=)[^&#]*");
    private static final Set<String> OPEN_HEADERS = Set.of(
            "accept",
            "anthropic-beta",
            "anthropic-version",
            "content-type",
            "http-referer",
            "openai-beta",
            "openai-organization",
            "openai-project",
            "user-agent",
            "x-title");

    private Masks() {}

    /// An address without the password before its host and without its query's values (save `api-version`).
    static String address(String address) {
        var withoutPassword = USER_INFO.matcher(address).replaceFirst("$1:" + Secret.MASK + "@");
        var withoutUser = LONE_USER.matcher(withoutPassword).replaceFirst("$1" + Secret.MASK + "@");
        return PARAMETER.matcher(withoutUser).replaceAll("$1" + Secret.MASK);
    }

    /// Nothing to hide.
    static String plain(String name, String value) {
        return value;
    }

    /// A header's value: hidden unless the name is known to carry nothing secret.
    static String header(String name, String value) {
        return OPEN_HEADERS.contains(name.toLowerCase(Locale.ROOT)) ? value : Secret.MASK;
    }
}
