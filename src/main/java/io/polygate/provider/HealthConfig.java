package io.polygate.provider;

import java.time.Duration;

/// How the endpoints of a provider are asked whether they work: every `interval`, with `timeout` for an answer.
/// `unhealthyAfter` failures in a row take one out, `healthyAfter` answers in a row bring it back.
///
/// @param path asked for on the endpoint's host, where the type is [Type#HTTP]
public record HealthConfig(
        Type type, String path, Duration interval, Duration timeout, int unhealthyAfter, int healthyAfter) {

    /// What is asked.
    public enum Type {
        /// `GET` of the path: 2xx is healthy.
        HTTP,
        /// `grpc.health.v1.Health/Check`.
        GRPC,
        /// The list of models.
        MODELS,
        /// A completion of one token.
        COMPLETION
    }
}
