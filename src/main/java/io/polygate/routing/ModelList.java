package io.polygate.routing;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.Head;
import io.polygate.model.Operation;
import io.polygate.provider.Outcome;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/// Answers which models there are, as `[{"name", "provider", "context"}]`, the context in tokens where it is known;
/// the door says it in its dialect.
final class ModelList {

    private ModelList() {}

    static void answer(Journey journey, Account account) {
        var wanted = journey.call.operation() == Operation.GET_MODEL ? journey.call.model() : null;
        var list = new JsonArray();
        for (var model : journey.snapshot.models().list()) {
            if (wanted == null || wanted.equals(model.name())) {
                list.add(json(journey, model.name(), model.provider()));
            }
        }
        if (wanted != null && list.isEmpty() && journey.route != null) {
            var first = journey.route.rule().targets().getFirst();
            list.add(json(journey, wanted, first.provider()));
        }
        if (wanted != null && list.isEmpty()) {
            var error = GatewayError.of(ErrorKind.MODEL_NOT_FOUND, "no such model");
            account.ended(journey, Account.Ending.refused(error));
            journey.answer.fail(error);
            return;
        }
        account.ended(journey, new Account.Ending(200, null, Outcome.NOTHING, 0));
        journey.answer.part(new Head(200, List.of()), list.toBuffer(), true);
    }

    private static JsonObject json(Journey journey, String name, String provider) {
        var json = new JsonObject().put("name", name).put("provider", provider);
        var rule = journey.snapshot.models().find(name);
        int context = rule == null ? 0 : rule.targets().getFirst().context();
        return context > 0 ? json.put("context", context) : json;
    }
}
