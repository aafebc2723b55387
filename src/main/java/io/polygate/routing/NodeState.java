package io.polygate.routing;

import io.polygate.routing.idempotency.Replays;
import io.polygate.routing.rule.TargetLoads;
import io.polygate.routing.steer.ClusterSteering;
import io.polygate.routing.steer.RuleBook;
import io.polygate.telemetry.Memory;

/// What the routing verticles of a node share and keep when the configuration changes. Safe from every shard.
public record NodeState(
        TargetLoads loads,
        RetryBudget budget,
        Replays replays,
        Decisions decisions,
        ClusterSteering steering,
        RuleBook rules,
        Memory memory) {}
