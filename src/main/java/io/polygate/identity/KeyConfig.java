package io.polygate.identity;

import io.polygate.model.Secret;
import org.jspecify.annotations.Nullable;

/// A caller's key from the configuration. `name` is what logs and metrics may show; `team` is whose it is.
public record KeyConfig(
        String name, Secret key, Role role, @Nullable String team) {

    /// What the holder may do beside calling models: only an admin may steer the gateway.
    public enum Role {
        ADMIN,
        MEMBER
    }
}
