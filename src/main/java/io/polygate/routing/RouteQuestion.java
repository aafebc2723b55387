package io.polygate.routing;

import io.polygate.bus.Call;
import io.polygate.model.BodyOutline;
import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.Header;
import io.polygate.model.Operation;
import io.polygate.routing.steer.Fields;
import io.polygate.routing.steer.Instances;
import io.polygate.routing.steer.SteeringChange;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// An operator's question what would happen to a request.
///
/// The body is the request as it would be sent, or `{"request": {…}, "headers": {…}, "key": NAME}`; a request may also
/// have the `headers` within. The operator's own headers count where none of that name is given, and the operator's
/// own key where none is named.
final class RouteQuestion {

    private final Journey journey;
    private final Fields fields;

    RouteQuestion(Journey journey, Fields fields) {
        this.journey = journey;
        this.fields = fields;
    }

    /// As [Explanation#of] has it, with the endpoints of the providers in question.
    JsonObject answer() {
        boolean wrapped = fields.json().getValue("request") instanceof JsonObject;
        if (wrapped) {
            fields.only("request", "headers", "key");
        }
        var request =
                wrapped ? fields.json().getJsonObject("request") : fields.json().copy();
        var headers = headers();
        if (!wrapped) {
            request.remove("headers");
        }
        if (!(request.getValue("model") instanceof String model) || model.isEmpty()) {
            var message = "model: missing (expected: the name of a model)";
            throw GatewayError.field(ErrorKind.MISSING_FIELD, "model", message).asException();
        }
        var principal = journey.principal;
        var name = wrapped ? fields.find("key") : null;
        if (name != null) {
            principal = journey.snapshot.keys().named(name);
            if (principal == null) {
                throw Fields.unknown("key", name, List.of());
            }
        }
        var json = Explanation.of(asked(model, request, headers), principal, journey.snapshot);
        return json.put("endpoints", endpoints(json.getJsonArray("order", new JsonArray())));
    }

    private List<Header> headers() {
        var said = fields.json().getValue("headers");
        Map<String, Header> headers = new LinkedHashMap<>();
        journey.call.headers().forEach(header -> headers.put(header.name(), header));
        if (said instanceof JsonObject given) {
            given.forEach(entry -> {
                if (!(entry.getValue() instanceof String text)) {
                    throw Fields.field("headers." + entry.getKey(), "no text", "a text");
                }
                var lower = entry.getKey().toLowerCase(Locale.ROOT);
                headers.put(lower, new Header(lower, text));
            });
        } else if (said != null) {
            throw Fields.field("headers", "no object", "an object of texts");
        }
        return new ArrayList<>(headers.values());
    }

    private Call asked(String model, JsonObject request, List<Header> headers) {
        var call = journey.call;
        return new Call(
                call.id(),
                call.door(),
                "openai",
                Operation.CHAT,
                null,
                call.peer(),
                model,
                Boolean.TRUE.equals(request.getValue("stream")),
                request.toBuffer(),
                BodyOutline.NONE,
                null,
                "",
                headers,
                null,
                call.startedNanos());
    }

    /// Who of the providers in question could take the call now, and why the others couldn't.
    private JsonObject endpoints(JsonArray order) {
        var endpoints = new JsonObject();
        for (int i = 0; i < order.size(); i++) {
            var provider = order.getJsonObject(i).getString("provider");
            var pool = journey.snapshot.node().steering().pools().find(provider);
            if (pool != null && !endpoints.containsKey(provider)) {
                var list = new JsonArray();
                Instances.of(pool.view())
                        .forEach(each -> list.add(new JsonObject()
                                .put("id", each.getString("id"))
                                .put("state", each.getString("state"))
                                .put("why", each.getString("why"))));
                endpoints.put(
                        provider,
                        new JsonObject()
                                .put("algorithm", SteeringChange.word(pool.balance()))
                                .put("instances", list));
            }
        }
        return endpoints;
    }
}
