package io.polygate.model;

import org.jspecify.annotations.Nullable;

/// A cache breakpoint after a part or a tool (Anthropic's `cache_control`); `ttl` is `5m` or `1h`, null the default.
public record CacheControl(String type, @Nullable String ttl) {

    public static final CacheControl EPHEMERAL = new CacheControl("ephemeral", null);
}
