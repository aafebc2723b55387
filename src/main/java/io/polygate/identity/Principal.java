package io.polygate.identity;

import org.jspecify.annotations.Nullable;

/// Who is calling: the name of the key, never the key, and the team that it belongs to.
public record Principal(
        String name, KeyConfig.Role role, @Nullable String team) {

    /// Everybody, where the gateway is open.
    public static final Principal ANONYMOUS = new Principal("anonymous", KeyConfig.Role.MEMBER, null);
}
