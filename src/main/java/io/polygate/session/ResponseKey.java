package io.polygate.session;

/// Whose response it is: nobody else can see it. `principal` is the name of the caller's key.
public record ResponseKey(String principal, String id) {}
