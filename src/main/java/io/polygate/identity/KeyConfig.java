package io.polygate.identity;

import io.polygate.model.Secret;

/// A caller's key from the configuration. `name` is what logs and metrics may show.
public record KeyConfig(String name, Secret key, Role role) {

    /// What the holder may do beside calling models: only an admin may steer the gateway.
    public enum Role {
        ADMIN,
        MEMBER
    }
}
