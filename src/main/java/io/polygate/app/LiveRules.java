package io.polygate.app;

import io.polygate.bus.Broadcast;
import io.polygate.config.ConfigResult;
import io.polygate.config.Problem;
import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.GatewayException;
import io.polygate.routing.steer.RuleBook;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The rules of a node: those of its configuration, and over them what operators say here or on another node.
final class LiveRules implements RuleBook {

    private static final Logger LOG = LoggerFactory.getLogger(LiveRules.class);
    private static final Pattern OF_A_RULE = Pattern.compile("models\\[\\d+]\\.?");
    private static final String NAME = "name";
    private static final String RULE = "rule";
    private static final String FROM = "from";
    private static final String WHO = "who";

    private final Vertx vertx;
    private final LiveConfig live;
    private final String self = UUID.randomUUID().toString();
    private final Broadcast others;

    LiveRules(Vertx vertx, LiveConfig live) {
        this.vertx = vertx;
        this.live = live;
        this.others = new Broadcast(vertx, "rules", this::heard);
    }

    @Override
    public JsonArray rules() {
        var list = new JsonArray();
        var changes = live.rules().rules();
        var told = live.current().redactedTree().getJsonArray("models", new JsonArray());
        for (var each : told) {
            var rule = (JsonObject) each;
            boolean operators = changes.containsKey(String.valueOf(rule.getValue(NAME)));
            list.add(rule.copy().put("source", operators ? "operator" : "configuration"));
        }
        return list;
    }

    private @Nullable JsonObject rule(String name) {
        for (var each : rules()) {
            if (each instanceof JsonObject rule && name.equals(String.valueOf(rule.getValue(NAME)))) {
                return rule;
            }
        }
        return null;
    }

    @Override
    public Future<JsonObject> put(JsonObject rule, String who) {
        var name = String.valueOf(rule.getValue(NAME));
        var text = rule.encode();
        if (text.contains("${")) {
            var message = "rule: holds ${ (expected: values as they are; only the configuration refers to others)";
            return Future.failedFuture(
                    GatewayError.field(ErrorKind.INVALID_FIELD, RULE, message).asException());
        }
        if (live.rules().full()) {
            return Future.failedFuture(
                    GatewayError.of(ErrorKind.CONFLICT, "operators said something of as many rules as they may")
                            .asException());
        }
        return change(name, text, who).map(v -> {
            var now = rule(name);
            return now == null ? rule : now;
        });
    }

    @Override
    public Future<Boolean> remove(String name, String who) {
        return rule(name) == null
                ? Future.succeededFuture(false)
                : change(name, "", who).map(v -> true);
    }

    @Override
    public Future<@Nullable JsonObject> restore(String name, String who) {
        return change(name, null, who).map(v -> rule(name));
    }

    private Future<Void> change(String name, @Nullable String rule, String who) {
        Promise<Void> here = ((ContextInternal) vertx.getOrCreateContext()).promise();
        apply(name, rule, who)
                .onSuccess(v -> others.tell(new JsonObject()
                        .put(FROM, self)
                        .put(WHO, who)
                        .put(NAME, name)
                        .put(RULE, rule)
                        .toBuffer()))
                .onComplete(here);
        return here.future();
    }

    private Future<Void> apply(String name, @Nullable String rule, String who) {
        return live.rules(before -> before.with(name, rule)).compose(result -> switch (result) {
            case ConfigResult.Accepted accepted -> {
                LOG.info("{} says of rule {}: {}", who, name, said(rule));
                yield Future.succeededFuture();
            }
            case ConfigResult.Refused refused ->
                Future.failedFuture(refusal(refused.problems().getFirst()));
        });
    }

    private static String said(@Nullable String rule) {
        return rule == null ? "as configured" : rule.isEmpty() ? "not to be used" : rule;
    }

    private static GatewayException refusal(Problem problem) {
        var path = OF_A_RULE.matcher(problem.path()).replaceFirst("");
        var where = path.isEmpty() ? RULE : path;
        var message = where + ": " + problem.found() + " (expected: " + problem.expected() + ")";
        return GatewayError.field(ErrorKind.INVALID_FIELD, where, message).asException();
    }

    private void heard(Buffer message) {
        var told = new JsonObject(message);
        if (!self.equals(told.getString(FROM))) {
            apply(told.getString(NAME), told.getString(RULE), told.getString(WHO))
                    .onFailure(e -> LOG.warn("what was said of rule {} does not hold here", told.getString(NAME), e));
        }
    }
}
