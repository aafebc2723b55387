package io.polygate.routing;

import io.polygate.bus.AnswerWriter;
import io.polygate.bus.Call;
import io.polygate.identity.Principal;
import io.polygate.model.GatewayError;
import io.polygate.model.Head;
import io.polygate.routing.rule.RuleTarget;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What would happen to a call, without sending it: whom its rules leave out and why, and in which order the others
/// would be asked. Where chance decides it is drawn anew each time.
public final class Explanation {

    private Explanation() {}

    /// For an operator: `{"model", "considered": [...], "order": [{"provider", "model", "rule"}], "mirrors": [...],
    /// "prompt": {"tokens", "output", "needs"}, "error": {"status", "code", "message"}}`; `considered` as
    /// [Decision#json] has it, `error` only where the call would be refused.
    ///
    /// @param principal whose call it would be; null for the one whose key the call has
    public static JsonObject of(Call call, @Nullable Principal principal, RoutingSnapshot snapshot) {
        var journey = new Journey(call, NOWHERE, snapshot);
        journey.principal = principal == null ? snapshot.keys().find(call.key()) : principal;
        var refusal = new Choose().apply(journey);
        var route = journey.route;
        var json = new JsonObject().put("model", journey.model);
        if (route != null) {
            var mirrors = new JsonArray();
            route.mirrors().forEach(target -> mirrors.add(Decision.name(target.provider(), target.model())));
            var order = order(route);
            json.put("considered", Decision.considered(route.seen()))
                    .put("order", refusal == null ? order : new JsonArray())
                    .put("mirrors", mirrors);
        }
        var prompt = snapshot.prompts().read(call.body());
        json.put(
                "prompt",
                new JsonObject()
                        .put("tokens", prompt.tokens())
                        .put("output", prompt.output())
                        .put(
                                "needs",
                                new JsonArray(prompt.needs().stream()
                                        .map(RuleTarget::word)
                                        .sorted()
                                        .toList())));
        return refusal == null ? json : json.put("error", error(refusal));
    }

    private static JsonArray order(Route route) {
        var order = new JsonArray();
        var next = route.next();
        while (next != null) {
            order.add(Decision.name(next.provider(), next.model())
                    .put("rule", route.rule().name()));
            next = route.next();
            next = next == null ? route.fallBack() : next;
        }
        return order;
    }

    private static JsonObject error(GatewayError error) {
        return new JsonObject()
                .put("status", error.status())
                .put("code", error.kind().code())
                .put("message", error.message());
    }

    private static final AnswerWriter NOWHERE = new AnswerWriter() {
        @Override
        public void part(@Nullable Head head, @Nullable Buffer bytes, boolean last) {}

        @Override
        public void fail(GatewayError error) {}

        @Override
        public boolean writable() {
            return true;
        }

        @Override
        public void onDrain(Runnable handler) {}

        @Override
        public void onCancel(Consumer<GatewayError> handler) {}
    };
}
