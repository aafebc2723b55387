package io.polygate.routing;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.Operation;
import org.jspecify.annotations.Nullable;

/// Which targets may answer, in the order of trying; a call that none can serve ends here.
final class Choose implements Stage {

    private static final int SHOWN = 100;

    @Override
    public @Nullable GatewayError apply(Journey journey) {
        var name = journey.call.model();
        if (journey.call.operation() == Operation.LIST_MODELS || name == null) {
            return null;
        }
        var rule = journey.snapshot.models().find(name);
        if (rule == null) {
            return unknown(journey, name);
        }
        var facts = facts(journey);
        journey.model = rule.name();
        var route = new Route(journey.snapshot, rule, facts);
        journey.route = route;
        var fits = journey.call.operation() == Operation.GET_MODEL || route.hasNext() || route.skipToFallback();
        return fits ? null : Unserved.error(route.considered().getFirst(), facts);
    }

    static CallFacts facts(Journey journey) {
        return new CallFacts(journey.call, journey.principal, journey.snapshot.prompts());
    }

    private static GatewayError unknown(Journey journey, String name) {
        var shown = name.length() > SHOWN ? name.substring(0, SHOWN) + "…" : name;
        var near = journey.snapshot.models().near(name);
        var hint = near.isEmpty() ? "" : " (did you mean " + String.join(", ", near) + "?)";
        return GatewayError.field(
                ErrorKind.MODEL_NOT_FOUND, "model", "model \"" + shown + "\" is not served here" + hint);
    }
}
