package io.polygate.discovery.kubernetes;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/// A value as it stands in a query.
final class Encoded {

    private Encoded() {}

    static String of(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
