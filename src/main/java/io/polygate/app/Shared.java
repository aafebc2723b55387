package io.polygate.app;

import io.polygate.door.graphql.Engine;
import io.polygate.door.websocket.WebSocketVerticle;
import io.polygate.edge.EdgeTransport;
import io.polygate.provider.PromptReader;
import io.polygate.provider.Thoughts;
import io.polygate.provider.TokenCounter;
import io.polygate.provider.account.Accounts;
import io.polygate.routing.NodeState;
import io.polygate.routing.endpoint.EndpointPools;
import io.polygate.telemetry.Health;
import io.polygate.telemetry.LineSink;
import io.polygate.telemetry.Metrics;
import io.polygate.wire.Dialects;
import java.util.Map;

/// What the shards of a node share; all of it is safe from every thread.
///
/// @param storedKeys the keys that were generated here, by name: SHA-256 in hexadecimal
record Shared(
        EdgeTransport transport,
        Metrics metrics,
        Health health,
        LineSink lines,
        EndpointPools pools,
        Dialects dialects,
        Thoughts thoughts,
        TokenCounter counter,
        PromptReader prompts,
        SharedResponses responses,
        WebSocketVerticle.Node sockets,
        NodeState routing,
        Engine graphql,
        Accounts accounts,
        Map<String, String> storedKeys) {}
