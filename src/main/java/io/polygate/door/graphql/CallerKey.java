package io.polygate.door.graphql;

/// The caller's key in the words of `connection_init`.
final class CallerKey {

    private static final String BEARER = "Bearer ";

    private CallerKey() {}

    /// Of `Bearer KEY`, or of the key alone.
    static String of(String authorization) {
        return bearer(authorization) ? authorization.substring(BEARER.length()).strip() : authorization;
    }

    private static boolean bearer(String authorization) {
        return authorization.regionMatches(true, 0, BEARER, 0, BEARER.length());
    }
}
