package io.polygate.routing.endpoint;

import io.polygate.routing.endpoint.PoolView.EndpointView;
import io.polygate.telemetry.Metrics;
import io.polygate.telemetry.Metrics.Row;
import java.util.List;
import java.util.function.ToDoubleFunction;

/// Shows the pools' endpoints as metrics, labelled with the provider and the endpoint.
public final class PoolMetrics {

    private static final double NANOS = 1e9;

    private PoolMetrics() {}

    public static void show(EndpointPools pools, Metrics metrics) {
        endpoints(metrics, pools, "gateway.endpoint.calls", "Calls that an endpoint has now", EndpointView::inFlight);
        endpoints(metrics, pools, "gateway.endpoint.limit", "Calls that it may have at once", EndpointView::limit);
        endpoints(
                metrics,
                pools,
                "gateway.endpoint.healthy",
                "1 where it gets calls, 0 where it is left out",
                view -> view.state() == PoolView.State.HEALTHY ? 1 : 0);
        endpoints(metrics, pools, "gateway.endpoint.breaker", "0 closed, 1 open, 2 half open", view -> view.breaker()
                .ordinal());
        endpoints(
                metrics,
                pools,
                "gateway.endpoint.latency.seconds",
                "Peak EWMA of the time to the first byte",
                view -> view.latency().toNanos() / NANOS);
    }

    private static void endpoints(
            Metrics metrics, EndpointPools pools, String name, String help, ToDoubleFunction<EndpointView> number) {
        metrics.gauges(name, help, () -> rows(pools, number));
    }

    private static List<Row> rows(EndpointPools pools, ToDoubleFunction<EndpointView> number) {
        return pools.all().values().stream()
                .flatMap(pool -> pool.view().endpoints().stream()
                        .map(view -> new Row(
                                number.applyAsDouble(view), "provider", pool.provider(), "endpoint", view.id())))
                .toList();
    }
}
