package io.polygate.routing;

import io.polygate.session.ResponseOwners;
import io.polygate.session.ResponseStore;

/// Where responses are kept: by the gateway itself, or by a provider.
public record KeptResponses(ResponseStore store, ResponseOwners owners) {}
