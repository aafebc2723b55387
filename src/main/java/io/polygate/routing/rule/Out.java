package io.polygate.routing.rule;

/// Why a target may not answer a call.
public enum Out {
    DISABLED,
    DIALECT,
    CONDITION,
    SHARE,
    CAPABILITY,
    CONTEXT,
    LIMIT
}
