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

/// Which rule stands behind a name, among ten thousand: a half of them plain names with an alias each, the others
/// patterns, of which the most begin alike.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RuleBenchmark {

    private static final int RULES = 10_000;

    private Models models;

    @Setup
    public void prepare() {
        var configured = new ArrayList<ModelConfig>(RULES);
        for (int i = 0; i < RULES / 2; i++) {
            configured.add(rule("model-" + i, List.of("alias-" + i), "model-" + i));
        }
        for (int i = 0; i < RULES / 4; i++) {
            configured.add(rule("team-*-" + i, List.of(), "fixed"));
        }
        for (int i = 0; i < RULES / 8; i++) {
            configured.add(rule("family-" + i + "-*", List.of(), "*"));
            configured.add(rule("*-edition-" + i, List.of(), "fixed"));
        }
        var known = new Rule.Known(new TargetLoads(), new NothingKnown());
        models = new Models(() -> configured, Set.of("near", "far"), Map.of(), known);
    }

    private static ModelConfig rule(String name, List<String> aliases, String model) {
        return new ModelConfig(
                name, aliases, List.of(new Target("near", model, 100, 1), new Target("far", model, 100, 2)));
    }

    @Benchmark
    public Object exactName() {
        return models.find("model-4777");
    }

    @Benchmark
    public Object alias() {
        return models.find("alias-4777");
    }

    @Benchmark
    public Object patternWithTheSameBeginning() {
        return models.find("team-blue-2222");
    }

    @Benchmark
    public Object patternWhoseTargetTakesTheName() {
        return models.find("family-1111-large");
    }

    @Benchmark
    public Object patternByItsEnd() {
        return models.find("some-edition-1111");
    }

    @Benchmark
    public Object noRule() {
        return models.find("nothing-like-any-of-them");
    }
}
