package io.polygate.routing;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.Operation;
import io.polygate.model.PassedRequest;
import io.polygate.provider.MethodServer;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Which targets may answer, in the order of trying; a call that none can serve ends here.
final class Choose implements Stage {

    private static final int SHOWN = 100;
    /// What logs show for a method that is not known yet.
    private static final String METHODS = "grpc";

    @Override
    public @Nullable GatewayError apply(Journey journey) {
        if (journey.call.operation() == Operation.GRPC) {
            return method(journey);
        }
        if (journey.call.operation() == Operation.FILES) {
            return provider(journey);
        }
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
        var facts = new CallFacts(journey.call, journey.principal, journey.snapshot);
        journey.facts = facts;
        return facts;
    }

    /// A method of a gRPC backend: the provider that serves it, else one that has not said yet what it serves.
    private static @Nullable GatewayError method(Journey journey) {
        var request = journey.call.variant();
        String found = null;
        String name = null;
        for (var entry : new TreeMap<>(journey.snapshot.providers()).entrySet()) {
            if (request != null && name == null && entry.getValue() instanceof MethodServer server) {
                var known = server.serves(request);
                if (known.answer() == MethodServer.Answer.YES) {
                    found = entry.getKey();
                    name = known.name();
                } else if (known.answer() == MethodServer.Answer.PERHAPS && found == null) {
                    found = entry.getKey();
                }
            }
        }
        if (found == null) {
            return GatewayError.of(ErrorKind.NOT_FOUND, "no backend has this method");
        }
        var shown = name == null ? METHODS : name;
        var rule = journey.snapshot.models().direct(shown, found, shown);
        journey.model = shown;
        journey.route = new Route(journey.snapshot, rule, facts(journey));
        return null;
    }

    /// What a provider keeps is asked of it alone.
    private static @Nullable GatewayError provider(Journey journey) {
        var wanted = PassedRequest.parse(journey.call.variant());
        var named = wanted == null || wanted.provider().isEmpty()
                ? journey.snapshot.keepers().get(journey.call.dialect())
                : wanted.provider();
        if (named == null || !journey.snapshot.providers().containsKey(named)) {
            return noKeeper(journey);
        }
        var route = Route.to(journey.snapshot, named, facts(journey));
        journey.route = route;
        return route.hasNext() ? null : noKeeper(journey);
    }

    private static GatewayError noKeeper(Journey journey) {
        var dialect = journey.call.dialect();
        return GatewayError.of(
                ErrorKind.NOT_FOUND, "no such provider (expected: one that speaks the dialect " + dialect + ")");
    }

    private static GatewayError unknown(Journey journey, String name) {
        if (journey.call.operation().opaque() && journey.call.outline().model() == null) {
            var message = "model is missing (expected: a string; its default " + name + " is not served here)";
            return GatewayError.field(ErrorKind.MISSING_FIELD, "model", message);
        }
        var shown = name.length() > SHOWN ? name.substring(0, SHOWN) + "…" : name;
        var near = journey.snapshot.models().near(name);
        var hint = near.isEmpty() ? "" : " (did you mean " + String.join(", ", near) + "?)";
        return GatewayError.field(
                ErrorKind.MODEL_NOT_FOUND, "model", "model \"" + shown + "\" is not served here" + hint);
    }
}
