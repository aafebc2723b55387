package io.polygate.routing.steer;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/// The rules that hold, and what operators say of them while the gateway runs. Safe from every shard.
///
/// A change holds on all nodes of the cluster until their gateways stop, or until a configuration comes that it does
/// not fit. Futures complete on the caller's context.
public interface RuleBook {

    /// The rules in their order, as entries of `models` with all their keys, and `source`: `configuration` or
    /// `operator`.
    JsonArray rules();

    /// Makes a rule hold, in place of the one of its name or beside the others.
    ///
    /// Fails with a [io.polygate.model.GatewayException] that names the field when the whole does not hold with it.
    ///
    /// @param rule an entry of `models`, with its name
    /// @param who the name of the operator's key, for the log
    Future<JsonObject> put(JsonObject rule, String who);

    /// Takes a rule away; false when there is none of that name.
    Future<Boolean> remove(String name, String who);

    /// Goes back to what the configuration says of a rule; null when it says nothing.
    Future<@Nullable JsonObject> restore(String name, String who);
}
