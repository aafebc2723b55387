package io.polygate.routing;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.GatewayException;
import io.polygate.routing.endpoint.PoolView.EndpointView;
import io.polygate.routing.steer.SteeringChange;
import io.polygate.routing.steer.SteeringChange.Handled;
import io.polygate.routing.steer.SteeringChange.Verb;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Objects;
import java.util.TreeMap;

/// Providers and endpoints in the shape of a graph, by the call's variant: `providers`, `endpoints`, and for one
/// endpoint `drain`, `eject`, `weigh` and `restore`.
final class OperatorEndpoints {

    private static final int MAX_WEIGHT = 1_000_000;
    private static final long MAX_SECONDS = Duration.ofDays(1).toSeconds();

    private OperatorEndpoints() {}

    static Buffer told(Journey journey, String wanted) {
        return switch (wanted) {
            case "providers" -> providers(journey).toBuffer();
            case "endpoints" -> endpoints(journey).toBuffer();
            default -> steered(journey, wanted).toBuffer();
        };
    }

    /// `[{"id", "dialect", "vendor"}]` by id.
    private static JsonArray providers(Journey journey) {
        var list = new JsonArray();
        new TreeMap<>(journey.snapshot.pools())
                .forEach((id, pool) -> list.add(new JsonObject()
                        .put("id", id)
                        .put("dialect", pool.account().dialect())
                        .put("vendor", pool.account().vendor())));
        return list;
    }

    /// The endpoints of all providers, by provider.
    private static JsonArray endpoints(Journey journey) {
        var list = new JsonArray();
        new TreeMap<>(journey.snapshot.pools())
                .forEach((id, pool) -> pool.view().endpoints().forEach(endpoint -> list.add(json(id, endpoint))));
        return list;
    }

    private static JsonObject json(String provider, EndpointView endpoint) {
        var latency = endpoint.latency();
        var json = new JsonObject()
                .put("id", endpoint.id())
                .put("provider", provider)
                .put("address", endpoint.address())
                .put("zone", endpoint.zone())
                .put("models", new JsonArray(endpoint.models()))
                .put("state", endpoint.state().name())
                .put("weight", endpoint.weight())
                .put("inFlight", endpoint.inFlight())
                .put("limit", endpoint.limit())
                .put("calls", endpoint.calls())
                .put("failures", endpoint.failures())
                .put("latencyMillis", latency.isZero() ? null : latency.toNanos() / 1_000 / 1_000.0)
                .put("breaker", endpoint.breaker().name());
        if (!endpoint.why().isEmpty()) {
            json.put("why", endpoint.why());
        }
        var backIn = endpoint.backIn();
        return backIn.isZero() ? json : json.put("backInSeconds", backIn.toMillis() / 1000.0);
    }

    private static JsonObject steered(Journey journey, String action) {
        var said = body(journey);
        var provider = said.getString("provider", "");
        var endpoint = said.getString("endpoint", "");
        var pool = journey.snapshot.pools().get(provider);
        var who = Objects.requireNonNull(journey.principal, "identified before").name();
        var change = change(action, said);
        if (pool == null || !journey.snapshot.node().steering().change(change, who)) {
            throw refused(ErrorKind.NOT_FOUND, "there is no such endpoint of that provider");
        }
        return pool.view().endpoints().stream()
                .filter(view -> view.id().equals(endpoint))
                .findFirst()
                .map(view -> json(provider, view))
                .orElseThrow(() -> refused(ErrorKind.NOT_FOUND, "the endpoint has just gone"));
    }

    private static SteeringChange change(String action, JsonObject said) {
        var provider = said.getString("provider", "");
        var endpoint = said.getString("endpoint", "");
        return switch (action) {
            case "drain" -> new Handled(provider, endpoint, Verb.DRAIN, 0);
            case "restore" -> new Handled(provider, endpoint, Verb.RESTORE, 0);
            case "weigh" -> new Handled(provider, endpoint, Verb.WEIGHT, within(said, "weight", 0, MAX_WEIGHT));
            case "eject" ->
                new Handled(provider, endpoint, Verb.EJECT, 1_000 * within(said, "seconds", 1, MAX_SECONDS));
            default -> throw refused(ErrorKind.NOT_FOUND, "there is nothing of this name to administer");
        };
    }

    private static long within(JsonObject said, String name, long least, long most) {
        var value = said.getLong(name);
        if (value == null || value < least || value > most) {
            throw GatewayError.field(
                            ErrorKind.INVALID_FIELD,
                            name,
                            name + ": " + value + " (expected: from " + least + " to " + most + ")")
                    .asException();
        }
        return value;
    }

    private static JsonObject body(Journey journey) {
        try {
            return new JsonObject(journey.call.body());
        } catch (DecodeException | ClassCastException e) {
            throw refused(ErrorKind.BAD_JSON, "the body is no JSON object");
        }
    }

    private static GatewayException refused(ErrorKind kind, String message) {
        return GatewayError.of(kind, message).asException();
    }
}
