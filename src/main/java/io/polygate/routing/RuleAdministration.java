package io.polygate.routing;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.routing.steer.Fields;
import io.polygate.routing.steer.RuleBook;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Objects;

/// What operators ask and say of rules: `rules`, and of one of them `rule.put`, `rule.remove` and `rule.restore`.
final class RuleAdministration {

    private static final String NAME = "name";

    private final RuleBook rules;
    private final String who;

    RuleAdministration(Journey journey) {
        this.rules = journey.snapshot.node().rules();
        this.who =
                Objects.requireNonNull(journey.principal, "identified before").name();
    }

    static boolean serves(String action) {
        return action.equals("rules") || action.startsWith("rule.");
    }

    /// @throws io.polygate.model.GatewayException for what is not well said
    Future<Buffer> answer(String action, Fields fields) {
        return switch (action) {
            case "rules" ->
                Future.succeededFuture(
                        new JsonObject().put("rules", rules.rules()).toBuffer());
            case "rule.put" -> rules.put(named(fields), who).map(JsonObject::toBuffer);
            case "rule.remove" -> {
                var name = name(fields.only(NAME));
                yield rules.remove(name, who).map(removed -> {
                    if (!removed) {
                        throw unknown(name);
                    }
                    return new JsonObject().put("removed", true).toBuffer();
                });
            }
            case "rule.restore" -> {
                var name = name(fields.only(NAME));
                yield rules.restore(name, who).map(rule -> {
                    if (rule == null) {
                        throw unknown(name);
                    }
                    return rule.toBuffer();
                });
            }
            default -> throw Fields.unknown("action", action, java.util.List.of());
        };
    }

    private static String name(Fields fields) {
        return fields.get(NAME, "the name of a rule");
    }

    private static JsonObject named(Fields fields) {
        name(fields);
        return fields.json();
    }

    private static RuntimeException unknown(String name) {
        var message = "name: there is no rule of the name " + name;
        return GatewayError.field(ErrorKind.NOT_FOUND, NAME, message).asException();
    }
}
