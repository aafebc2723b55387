package io.polygate.routing;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.Operation;
import io.polygate.routing.ModelConfig.Target;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// Which targets may answer, in the order of trying: by priority, and by chance in proportion to weight within one.
final class Choose implements Stage {

    private static final int SHOWN = 100;

    @Override
    public @Nullable GatewayError apply(Journey journey) {
        var name = journey.call.model();
        if (journey.call.operation() == Operation.LIST_MODELS || name == null) {
            return null;
        }
        var choice = journey.snapshot.models().find(name);
        if (choice == null) {
            return unknown(journey, name);
        }
        journey.model = choice.name();
        journey.targets = ordered(choice.targets());
        return null;
    }

    private static GatewayError unknown(Journey journey, String name) {
        var shown = name.length() > SHOWN ? name.substring(0, SHOWN) + "…" : name;
        var near = journey.snapshot.models().near(name);
        var hint = near.isEmpty() ? "" : " (did you mean " + String.join(", ", near) + "?)";
        return GatewayError.field(
                ErrorKind.MODEL_NOT_FOUND, "model", "model \"" + shown + "\" is not served here" + hint);
    }

    static List<Target> ordered(List<Target> targets) {
        if (targets.size() == 1) {
            return targets;
        }
        record Drawn(Target target, double lot) {}
        var drawn = new ArrayList<Drawn>(targets.size());
        var random = ThreadLocalRandom.current();
        for (var target : targets) {
            // Efraimidis and Spirakis: sorting by u^(1/w) draws without replacement in proportion to the weights.
            double lot = target.weight() <= 0 ? -1 : Math.pow(random.nextDouble(), 1.0 / target.weight());
            drawn.add(new Drawn(target, lot));
        }
        drawn.sort(Comparator.comparingInt((Drawn d) -> d.target.priority())
                .thenComparing(Comparator.comparingDouble(Drawn::lot).reversed()));
        return drawn.stream().map(Drawn::target).toList();
    }
}
