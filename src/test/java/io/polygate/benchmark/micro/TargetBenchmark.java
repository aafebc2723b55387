package io.polygate.benchmark.micro;

import io.polygate.discovery.Endpoint;
import io.polygate.model.Secret;
import io.polygate.provider.Balance;
import io.polygate.provider.PresetModel;
import io.polygate.provider.PresetModel.Price;
import io.polygate.provider.Prompt;
import io.polygate.provider.ProviderConfig;
import io.polygate.provider.Tariff;
import io.polygate.routing.endpoint.Ended;
import io.polygate.routing.endpoint.EndpointPolicy;
import io.polygate.routing.endpoint.EndpointPool;
import io.polygate.routing.endpoint.Pick;
import io.polygate.routing.endpoint.PoolConfig;
import io.polygate.routing.endpoint.Traits;
import io.polygate.routing.endpoint.Wanted;
import io.polygate.routing.rule.Facts;
import io.polygate.routing.rule.KnownModels;
import io.polygate.routing.rule.ModelConfig;
import io.polygate.routing.rule.ModelConfig.Target;
import io.polygate.routing.rule.Rule;
import io.polygate.routing.rule.Selection;
import io.polygate.routing.rule.TargetLoads;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// Who of a hundred gets a call: the targets of a rule, of which each has calls behind it, and the endpoints of a
/// provider, with the lease taken and given back.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TargetBenchmark {

    private static final int TARGETS = 100;

    @Param({
        "ROUND_ROBIN",
        "RANDOM",
        "WEIGHTED_ROUND_ROBIN",
        "WEIGHTED",
        "LEAST_REQUESTS",
        "POWER_OF_TWO",
        "IP_HASH",
        "CONSISTENT_HASH",
        "LOWEST_LATENCY",
        "LOWEST_COST"
    })
    Balance balance;

    private final Caller caller = new Caller();
    private Rule rule;
    private EndpointPool pool;
    private Wanted wanted;

    @Setup
    public void prepare() {
        var targets = new ArrayList<Target>();
        var endpoints = new ArrayList<Endpoint>();
        for (int i = 0; i < TARGETS; i++) {
            targets.add(new Target("provider-" + i, "model", 1 + i % 5, 1));
            endpoints.add(new Endpoint(
                    "e" + i,
                    URI.create("http://10.0.0." + i + ":8000/v1"),
                    1 + i % 5,
                    null,
                    List.of(),
                    null,
                    0,
                    null,
                    Map.of()));
        }
        var known = new Rule.Known(new TargetLoads(), new Priced());
        rule = Rule.of(new ModelConfig("model", List.of(), targets), known);
        rule.targets().forEach(target -> target.load().answered(100, 1_000_000, 10_000));
        pool = new EndpointPool(new PoolConfig(provider(), EndpointPolicy.DEFAULT), endpoints);
        wanted = new Wanted("model", Caller.TRAITS, Set.of(), balance);
        for (int i = 0; i < TARGETS * 20; i++) {
            take(Ended.ok(20));
        }
    }

    private ProviderConfig provider() {
        var time = Duration.ofMinutes(1);
        return new ProviderConfig(
                "provider",
                null,
                "openai",
                null,
                Map.of(),
                List.of(new ProviderConfig.Credential(new Secret("sk-backend"), 1)),
                new ProviderConfig.Timeouts(time, time, time, time),
                new ProviderConfig.Limits(4_096, 1_024, time, 1 << 20, 4_096),
                balance,
                null);
    }

    /// A price for every model, of those that a preset has.
    private record Priced() implements KnownModels {

        private static final PresetModel MODEL = new PresetModel(
                "model",
                0,
                0,
                Set.of(),
                List.of(new Price(
                        "", "USD", 0, BigDecimal.ONE, null, null, BigDecimal.TEN, Map.of(), LocalDate.EPOCH, "here")));

        @Override
        public @Nullable PresetModel find(String provider, String model) {
            return null;
        }

        @Override
        public Tariff tariff(String provider, String model) {
            return Tariff.of(MODEL, "");
        }
    }

    /// Who is named and known by its address.
    private record Caller() implements Facts {

        private static final Traits TRAITS = new Traits("session-1234", "10.1.2.3", 100);

        @Override
        public String key() {
            return "key";
        }

        @Override
        public @Nullable String team() {
            return null;
        }

        @Override
        public @Nullable String header(String name) {
            return null;
        }

        @Override
        public Prompt prompt() {
            return Prompt.EMPTY;
        }

        @Override
        public double lot() {
            return 0.5;
        }

        @Override
        public Traits traits(boolean hashed) {
            return TRAITS;
        }
    }

    @Benchmark
    public Object target() {
        return Selection.of(new Selection.Draw(rule, caller, balance)).next();
    }

    @Benchmark
    public Object endpoint() {
        return take(Ended.ok(20));
    }

    private Pick take(Ended how) {
        var pick = pool.pick(wanted);
        if (pick instanceof Pick.Taken(var lease)) {
            lease.firstByte(System.nanoTime());
            lease.ended(how);
        }
        return pick;
    }
}
