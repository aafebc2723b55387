package io.polygate.app;

import io.polygate.config.GatewayConfig;
import io.polygate.provider.Provider;
import io.polygate.provider.ProviderConfig;
import io.polygate.provider.cloud.Clouds;
import io.polygate.provider.dialect.DialectProvider;
import io.polygate.provider.dialect.KeepingProvider;
import io.polygate.provider.dialect.MixedProvider;
import io.polygate.provider.dialect.Reach;
import io.polygate.provider.dialect.TranslatedProvider;
import io.polygate.provider.dialect.Vendor;
import io.polygate.provider.grpc.GrpcProvider;
import io.polygate.provider.http.Deadlines;
import io.polygate.provider.mock.MockProvider;
import io.polygate.provider.worker.WorkerProvider;
import io.polygate.routing.RoutingSnapshot;
import io.polygate.wire.Quirks;
import io.polygate.wire.worker.WorkerDialect;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// The providers of a shard: made when the configuration names them, kept as long as it says the same of them, and let
/// go when their calls have ended.
final class ProviderSet {

    private record Running(ProviderConfig config, Provider provider) {}

    private final Vertx vertx;
    private final Deadlines deadlines;
    private Map<String, Running> running = Map.of();

    ProviderSet(Vertx vertx) {
        this.vertx = vertx;
        this.deadlines = new Deadlines(vertx);
    }

    /// What calls are served from under this blueprint.
    RoutingSnapshot snapshot(Blueprint plan, Shared shared) {
        var config = plan.view().config();
        var next = new HashMap<String, Running>();
        for (var wanted : plan.providers()) {
            var known = running.get(wanted.id());
            next.put(wanted.id(), known != null && known.config.equals(wanted) ? known : start(wanted, config, shared));
        }
        running.forEach((id, old) -> {
            if (next.get(id) != old) {
                old.provider.close();
            }
        });
        running = Map.copyOf(next);
        var providers = new HashMap<String, Provider>();
        running.forEach((id, entry) -> {
            providers.put(id, entry.provider);
            var known = plan.endpoints().getOrDefault(id, List.of());
            if (entry.provider instanceof GrpcProvider grpc && !known.isEmpty()) {
                grpc.warm(known.getFirst().url());
            }
        });
        return new RoutingSnapshot(
                plan.keys(),
                config.routing(),
                plan.models(),
                providers,
                plan.endpoints(),
                shared.pools().all(),
                shared.pools().balances(),
                plan.billsOn(),
                shared.prompts(),
                shared.responses(),
                plan.keepers(),
                shared.routing());
    }

    private Running start(ProviderConfig config, GatewayConfig all, Shared shared) {
        var common = new DialectProvider.Shared(shared.dialects(), shared.thoughts(), shared.counter(), deadlines);
        if (config.dialect().equals("mock")) {
            var mock = new TranslatedProvider(new MockProvider(vertx, config), "openai", Quirks.NONE, common);
            return new Running(config, new KeepingProvider(mock, false, shared.responses()));
        }
        if (config.dialect().equals("grpc")) {
            return new Running(config, new GrpcProvider(vertx, config));
        }
        Function<String, Provider> maker = dialect -> {
            var spoken = config.speaking(dialect);
            if (dialect.equals(WorkerDialect.NAME)) {
                var quirks = Vendor.UNKNOWN.prefilled(config.prefill()).quirks();
                var worker = new TranslatedProvider(new WorkerProvider(vertx, spoken), dialect, quirks, common);
                return new KeepingProvider(worker, false, shared.responses());
            }
            var cloud = Clouds.reach(spoken, shared.accounts());
            var reach = cloud == null ? Reach.plain(dialect) : cloud;
            var provider = new DialectProvider(vertx, spoken, vendor(config, all), reach, common);
            return new KeepingProvider(provider, reach.ways().keepsResponses(), shared.responses());
        };
        return new Running(config, new MixedProvider(maker.apply(config.dialect()), config.dialect(), maker));
    }

    /// What the vendor's preset says of it beside its address; nothing is assumed of one that is not known.
    private static Vendor vendor(ProviderConfig config, GatewayConfig all) {
        var preset = all.presets().find(config.vendor());
        if (preset == null) {
            return Vendor.UNKNOWN.saying(config.headers()).prefilled(config.prefill());
        }
        return new Vendor(preset.quirks(), preset.authHeader())
                .saying(config.headers())
                .prefilled(config.prefill());
    }
}
