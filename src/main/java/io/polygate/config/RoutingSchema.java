package io.polygate.config;

import static io.polygate.config.GatewaySchema.DAY;
import static io.polygate.config.GatewaySchema.MILLI;
import static io.polygate.config.GatewaySchema.minutes;
import static io.polygate.config.GatewaySchema.seconds;
import static io.polygate.config.Kinds.flag;
import static io.polygate.config.Kinds.whole;
import static io.polygate.config.Units.GIB;
import static io.polygate.config.Units.KIB;
import static io.polygate.config.Units.MIB;
import static io.polygate.config.Units.percent;
import static io.polygate.config.Units.size;
import static io.polygate.config.Units.smallSize;
import static io.polygate.config.Units.time;
import static io.polygate.config.Units.timeOrOff;

import io.polygate.routing.RoutingConfig;
import io.polygate.routing.RoutingConfig.Continue;
import io.polygate.routing.RoutingConfig.Drain;
import io.polygate.routing.idempotency.IdempotencyConfig;
import java.time.Duration;

/// Every key of how hard a call is tried.
final class RoutingSchema {

    private RoutingSchema() {}

    static RoutingConfig routing(Section s) {
        return new RoutingConfig(
                s.get("retries", whole(0, 10), 2, "Further attempts once each target was asked."),
                s.get("retry-budget", percent(), 0.2, "Of the last 10 s' calls; at least 10 a second."),
                s.get("deadline", time(MILLI, DAY), minutes(10), "The whole call, however many attempts."),
                s.get("first-byte", time(MILLI, DAY), seconds(60), "Default of a provider's timeouts.first-byte."),
                s.get("idle", time(MILLI, DAY), seconds(60), "Default of a provider's timeouts.idle."),
                s.get("hedge", timeOrOff(MILLI, DAY), Duration.ZERO, "Wait before a second target is asked too; off."),
                s.get("backoff", time(MILLI, DAY), Duration.ofMillis(100), "Longest wait before the first retry."),
                s.get("max-backoff", time(MILLI, DAY), seconds(2), "Longest wait before any retry."),
                EndpointSchema.policy(s),
                s.group("drain", "Read on for the usage when a caller left and the vendor bills on.", d -> {
                    return new Drain(
                            d.get("max-bytes", size(0, GIB), 4 * MIB, "Of the rest of an answer."),
                            d.get("max-time", time(Duration.ZERO, DAY), seconds(60), "Then it is cut."));
                }),
                s.group("continue", "Go on at another target where a stream broke off.", c -> {
                    return new Continue(
                            c.get("enabled", flag(), false, "For models that do not say."),
                            c.get(
                                    "max-text",
                                    smallSize(1, 1 << 30),
                                    256 << 10,
                                    "Characters kept; a longer answer is not."));
                }),
                s.get("mirrors", whole(0, 100_000), 64, "Copies under way to shadows, per event loop."),
                s.get("decisions", whole(0, 1_000_000), 2_000, "How many calls' decisions are remembered."));
    }

    static IdempotencyConfig idempotency(Section s) {
        return new IdempotencyConfig(
                s.get("lifetime", time(MILLI, DAY.multipliedBy(30)), DAY, "How long an answer is kept."),
                s.get("max-count", whole(0, 10_000_000), 10_000, "Answers; the oldest make room."),
                s.get("max-bytes", size(0, 64 * GIB), 64 * MIB, "All of them; the oldest make room."),
                s.get("max-each", size(KIB, GIB), MIB, "A larger answer is not kept."));
    }
}
