package io.polygate.routing;

import io.polygate.identity.KeyConfig.Role;
import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.GatewayException;
import io.polygate.model.Head;
import io.polygate.provider.Outcome;
import io.polygate.routing.endpoint.EndpointPool;
import io.polygate.routing.endpoint.PoolView.EndpointView;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;

/// What operators see of providers and endpoints and say to them, by the call's variant: `providers` for every caller;
/// `endpoints`, and for one endpoint `drain`, `eject`, `weigh` and `restore`, for administrators.
final class Administration {

    private static final Head OK = new Head(200, List.of());
    private static final int MAX_WEIGHT = 1_000_000;
    private static final long MAX_SECONDS = Duration.ofDays(1).toSeconds();

    private Administration() {}

    static void answer(Journey journey, Account account) {
        try {
            var body = told(journey);
            account.ended(journey, new Account.Ending(200, null, Outcome.NOTHING, 0));
            journey.answer.part(OK, body, true);
        } catch (GatewayException e) {
            account.ended(journey, Account.Ending.refused(e.error()));
            journey.answer.fail(e.error());
        }
    }

    private static io.vertx.core.buffer.Buffer told(Journey journey) {
        var wanted = Objects.requireNonNullElse(journey.call.variant(), "");
        if (wanted.equals("providers")) {
            return providers(journey).toBuffer();
        }
        if (Objects.requireNonNull(journey.principal, "identified before").role() != Role.ADMIN) {
            throw refused(ErrorKind.PERMISSION_DENIED, "this is for administrators (expected: a key of role admin)");
        }
        return wanted.equals("endpoints")
                ? endpoints(journey).toBuffer()
                : steered(journey, wanted).toBuffer();
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
        if (pool == null || !steer(pool, action, endpoint, said)) {
            throw refused(ErrorKind.NOT_FOUND, "there is no such endpoint of that provider");
        }
        return pool.view().endpoints().stream()
                .filter(view -> view.id().equals(endpoint))
                .findFirst()
                .map(view -> json(provider, view))
                .orElseThrow(() -> refused(ErrorKind.NOT_FOUND, "the endpoint has just gone"));
    }

    private static boolean steer(EndpointPool pool, String action, String endpoint, JsonObject said) {
        return switch (action) {
            case "drain" -> pool.drain(endpoint);
            case "restore" -> pool.restore(endpoint);
            case "weigh" -> pool.weigh(endpoint, (int) within(said, "weight", 0, MAX_WEIGHT));
            case "eject" -> pool.eject(endpoint, Duration.ofSeconds(within(said, "seconds", 1, MAX_SECONDS)));
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
