package io.polygate.routing;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.GatewayException;
import io.polygate.model.Head;
import io.polygate.provider.Balance;
import io.polygate.provider.Outcome;
import io.polygate.routing.endpoint.EndpointPool;
import io.polygate.routing.steer.Fields;
import io.polygate.routing.steer.Fields.Range;
import io.polygate.routing.steer.Instances;
import io.polygate.routing.steer.SteeringChange;
import io.polygate.routing.steer.SteeringChange.Handled;
import io.polygate.routing.steer.SteeringChange.Verb;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Answers what an operator asks of routing; the call's variant names the action and its body is JSON. What names an
/// endpoint stands beside the operator's own fields, as the door read it from the path.
final class Administration {

    private static final Head OK = new Head(200, List.of());
    private static final String CONFIGURED = "configured";
    private static final int MAX_WEIGHT = 1_000_000;
    private static final long DAY_SECONDS = 86_400;
    private static final Range SECONDS = new Range(1, DAY_SECONDS, 60L);
    private static final Range LIMIT = new Range(1, 200, 50L);
    private static final Range AFTER = new Range(0, Long.MAX_VALUE, Long.MAX_VALUE);

    private final Journey journey;
    private final Account account;
    private final RoutingSnapshot snapshot;

    Administration(Journey journey, Account account) {
        this.journey = journey;
        this.account = account;
        this.snapshot = journey.snapshot;
    }

    void answer() {
        var action = String.valueOf(journey.call.variant());
        try {
            if (RuleAdministration.serves(action)) {
                new RuleAdministration(journey)
                        .answer(action, Fields.of(journey.call.body()))
                        .onSuccess(this::tell)
                        .onFailure(this::refuse);
            } else {
                tell(answer(action));
            }
        } catch (GatewayException e) {
            refuse(e);
        }
    }

    private void tell(Buffer body) {
        account.ended(journey, new Account.Ending(200, null, Outcome.NOTHING, 0));
        journey.answer.part(OK, body, true);
    }

    private void refuse(Throwable cause) {
        var error = cause instanceof GatewayException known
                ? known.error()
                : GatewayError.of(ErrorKind.INTERNAL, "the gateway failed on this");
        account.ended(journey, Account.Ending.refused(error));
        journey.answer.fail(error);
    }

    private Buffer answer(String action) {
        return switch (action) {
            case "providers", "endpoints", "drain", "eject", "weigh", "restore" ->
                OperatorEndpoints.told(journey, action);
            default -> answer(action, Fields.of(journey.call.body())).toBuffer();
        };
    }

    private JsonObject answer(String action, Fields fields) {
        var pools = snapshot.node().steering().pools();
        return switch (action) {
            case "authorize" -> new JsonObject();
            case "instances" -> Instances.list(pools);
            case "metrics" -> Instances.metrics(pools);
            case "algorithm" -> algorithm(fields.only("provider", "model", "algorithm"));
            case "instance.drain" -> handle(Verb.DRAIN, fields.only("provider", "endpoint"), 0);
            case "instance.restore" -> handle(Verb.RESTORE, fields.only("provider", "endpoint"), 0);
            case "instance.eject" -> {
                var seconds = fields.only("provider", "endpoint", "seconds").whole("seconds", SECONDS);
                yield handle(Verb.EJECT, fields, seconds * 1_000);
            }
            case "instance.weight" -> {
                var weight = fields.only("provider", "endpoint", "weight");
                yield handle(Verb.WEIGHT, fields, weight.whole("weight", new Range(0, MAX_WEIGHT, null)));
            }
            case "call" -> call(fields.get("id", "the id of a call"));
            case "calls" -> calls(fields.only("limit", "after"));
            case "explain" -> new RouteQuestion(journey, fields).answer();
            default -> throw Fields.unknown("action", action, List.of());
        };
    }

    private JsonObject algorithm(Fields fields) {
        var words = new TreeSet<String>();
        for (var way : Balance.values()) {
            words.add(SteeringChange.word(way));
        }
        words.add(CONFIGURED);
        var word = fields.oneOf("algorithm", words);
        var way = word.equals(CONFIGURED) ? null : Balance.valueOf(word.toUpperCase(Locale.ROOT));
        var provider = fields.find("provider");
        var model = fields.find("model");
        if (provider != null && model != null) {
            throw Fields.field("model", "said beside provider", "one of them, or none for all");
        }
        tell(model == null ? new SteeringChange.Algorithm(provider, null, way, null) : ofModel(model, way));
        return new JsonObject().put("provider", provider).put("model", model).put("algorithm", word);
    }

    private SteeringChange ofModel(String model, @Nullable Balance way) {
        var rule = snapshot.models().find(model);
        if (rule == null) {
            throw Fields.unknown("model", model, snapshot.models().near(model));
        }
        return new SteeringChange.Algorithm(null, rule.name(), way, rule.balance());
    }

    /// Answers what the endpoint is now.
    private JsonObject handle(Verb verb, Fields fields, long number) {
        var provider = fields.get("provider", "the id of a provider");
        var id = fields.get("endpoint", "the id of an endpoint");
        tell(new Handled(provider, id, verb, number));
        var pool = Objects.requireNonNull(snapshot.node().steering().pools().find(provider));
        return instances(pool).stream()
                .filter(instance -> id.equals(instance.getString("id")))
                .findFirst()
                .orElseGet(JsonObject::new);
    }

    private void tell(SteeringChange change) {
        var who = Objects.requireNonNull(journey.principal).name();
        if (snapshot.node().steering().change(change, who)) {
            return;
        }
        var pools = snapshot.node().steering().pools();
        var provider =
                switch (change) {
                    case Handled handled -> handled.provider();
                    case SteeringChange.Algorithm algorithm -> String.valueOf(algorithm.provider());
                };
        var pool = pools.find(provider);
        if (pool == null || !(change instanceof Handled handled)) {
            throw Fields.unknown("provider", provider, new TreeSet<>(pools.all().keySet()));
        }
        var ids = instances(pool).stream().map(each -> each.getString("id")).toList();
        throw Fields.unknown("endpoint", handled.endpoint(), ids);
    }

    private static List<JsonObject> instances(EndpointPool pool) {
        return Instances.of(pool.view());
    }

    private JsonObject call(String id) {
        var decision = snapshot.node().decisions().find(id);
        if (decision == null) {
            var message = "no call of this id is remembered (routing.decisions says how many are)";
            throw GatewayError.field(ErrorKind.NOT_FOUND, "id", message).asException();
        }
        return decision.json();
    }

    private JsonObject calls(Fields fields) {
        int limit = (int) fields.whole("limit", LIMIT);
        var page = snapshot.node().decisions().page(fields.whole("after", AFTER), limit);
        var calls = new JsonArray();
        page.decisions().forEach(decision -> calls.add(decision.json()));
        var next = page.next();
        return new JsonObject().put("calls", calls).put("next", next == null ? null : next.toString());
    }
}
