package io.polygate.benchmark.micro;

import io.polygate.routing.Models;
import io.polygate.routing.rule.ModelConfig;
import io.polygate.routing.rule.ModelConfig.Target;
import io.polygate.routing.rule.Rule;
import io.polygate.routing.rule.TargetLoads;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// Which targets stand behind a name, among a thousand models of two targets each.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ChoiceBenchmark {

    private static final int MODELS = 1_000;

    private Models models;

    @Setup
    public void prepare() {
        var configured = new ArrayList<ModelConfig>();
        for (int i = 0; i < MODELS; i++) {
            var targets = List.of(new Target("near", "model-" + i, 100, 1), new Target("far", "model-" + i, 100, 2));
            configured.add(new ModelConfig("model-" + i, List.of("alias-" + i), targets));
        }
        var known = new Rule.Known(new TargetLoads(), new NothingKnown());
        models = new Models(() -> configured, Set.of("near", "far"), Map.of(), known);
    }

    @Benchmark
    public Object byName() {
        return models.find("model-777");
    }

    @Benchmark
    public Object byProvider() {
        return models.find("near/model-of-its-own");
    }

    @Benchmark
    public Object unknown() {
        return models.find("nothing");
    }
}
