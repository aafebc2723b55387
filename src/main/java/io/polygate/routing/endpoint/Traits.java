package io.polygate.routing.endpoint;

import org.jspecify.annotations.Nullable;

/// What of a call a balancer may go by.
///
/// @param affinity calls with the same one belong together: the session, the user, the key or the prompt's beginning
/// @param peer the caller's address, empty where it is unknown
/// @param promptTokens an estimate
/// @param model the model's name at the backend, empty where neither its price nor its slots matter
public record Traits(@Nullable String affinity, String peer, int promptTokens, String model) {

    public static final Traits NONE = new Traits(null, "", 0);

    public Traits(@Nullable String affinity, String peer, int promptTokens) {
        this(affinity, peer, promptTokens, "");
    }

    Traits of(String upstreamModel) {
        return new Traits(affinity, peer, promptTokens, upstreamModel);
    }
}
