package io.polygate.routing;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.Head;
import io.polygate.model.Operation;
import io.polygate.provider.Outcome;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/// Answers which models there are, as `[{"name", "provider"}]`; the door says it in its dialect.
final class ModelList {

    private ModelList() {}

    static void answer(Journey journey, Account account) {
        var wanted = journey.call.operation() == Operation.GET_MODEL ? journey.call.model() : null;
        var list = new JsonArray();
        for (var model : journey.snapshot.models().list()) {
            if (wanted == null || wanted.equals(model.name())) {
                list.add(new JsonObject().put("name", model.name()).put("provider", model.provider()));
            }
        }
        if (wanted != null && list.isEmpty() && journey.route != null) {
            var first = journey.route.rule().targets().getFirst();
            list.add(new JsonObject().put("name", wanted).put("provider", first.provider()));
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
}
