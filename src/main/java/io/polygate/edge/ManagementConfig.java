package io.polygate.edge;

/// The port for `/metrics`, `/health` and `/ready`, apart from the main one. Port 0 takes a free one.
public record ManagementConfig(boolean enabled, String host, int port) {}
