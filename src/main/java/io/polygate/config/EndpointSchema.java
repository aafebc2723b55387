package io.polygate.config;

import static io.polygate.config.GatewaySchema.seconds;
import static io.polygate.config.Kinds.flag;
import static io.polygate.config.Kinds.whole;
import static io.polygate.config.Units.percent;
import static io.polygate.config.Units.time;

import io.polygate.routing.endpoint.EndpointPolicy;
import io.polygate.routing.endpoint.EndpointPolicy.AdaptivePolicy;
import io.polygate.routing.endpoint.EndpointPolicy.BreakerPolicy;
import io.polygate.routing.endpoint.EndpointPolicy.OutlierPolicy;
import java.time.Duration;

/// The keys of the section `routing` that say when endpoints and credentials are left out for a while.
final class EndpointSchema {

    private static final Duration MILLI = Duration.ofMillis(1);
    private static final Duration DAY = Duration.ofDays(1);

    private EndpointSchema() {}

    static EndpointPolicy policy(Section s) {
        return new EndpointPolicy(
                s.group("breaker", "Of an endpoint and of a credential.", EndpointSchema::breaker),
                s.group("outlier", "Endpoints that fail again and again.", EndpointSchema::outlier),
                s.get("slow-start", time(Duration.ZERO, DAY), seconds(10), "Until who came back has its full share."),
                s.get("panic", percent(), 0.1, "With fewer well, ejections and breakers are disregarded."),
                s.group("adaptive", "Endpoints that get slow get fewer calls at once.", EndpointSchema::adaptive));
    }

    private static BreakerPolicy breaker(Section s) {
        return new BreakerPolicy(
                s.get("window", time(MILLI, DAY), seconds(10), "Of which the failures are counted."),
                s.get("failures", percent(), 0.5, "The share that opens it."),
                s.get("open", time(MILLI, DAY), seconds(5), "Then one call may try."),
                s.get("min-calls", whole(1, 1_000_000), 10, "Fewer within the window open nothing."));
    }

    private static OutlierPolicy outlier(Section s) {
        return new OutlierPolicy(
                s.get("consecutive", whole(1, 1_000_000), 5, "Failures in a row that eject an endpoint."),
                s.get("ejection", time(MILLI, DAY), seconds(5), "How long; each time that much longer."),
                s.get("max-ejection", time(MILLI, DAY), seconds(60), "The longest."),
                s.get("max-share", percent(), 0.5, "Of a provider's endpoints at once; one at least."));
    }

    private static AdaptivePolicy adaptive(Section s) {
        return new AdaptivePolicy(
                s.get("enabled", flag(), true, "Learn how many calls an endpoint can bear."),
                s.get("min", whole(1, 1_000_000), 32, "Never fewer at once."),
                s.get("tolerance", whole(1, 1_000), 2, "So many times slower than usual is too slow."));
    }
}
