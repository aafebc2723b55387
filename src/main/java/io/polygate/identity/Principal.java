package io.polygate.identity;

/// Who is calling: the name of the key, never the key.
public record Principal(String name, KeyConfig.Role role) {

    /// Everybody, where the gateway is open.
    public static final Principal ANONYMOUS = new Principal("anonymous", KeyConfig.Role.MEMBER);
}
