package io.polygate.discovery;

import java.net.URI;

/// Where this gateway is, for those who look for it.
///
/// @param node names it among the gateways
/// @param host where it is reached; empty is the address of the agent that announces it
/// @param ready where it is asked whether it can serve
public record Presence(String node, String host, int port, URI ready) {}
