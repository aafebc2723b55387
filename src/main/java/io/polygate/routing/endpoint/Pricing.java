package io.polygate.routing.endpoint;

/// What a call costs where the endpoint itself does not say: a provider's prices by model.
@FunctionalInterface
public interface Pricing {

    /// Nothing is known.
    Pricing UNKNOWN = (model, promptTokens) -> Double.POSITIVE_INFINITY;

    /// The price of a million tokens read plus a million tokens written, infinite where it is unknown.
    double of(String model, int promptTokens);
}
