package io.polygate.routing.endpoint;

import io.polygate.provider.Balance;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What an attempt needs of a provider.
///
/// @param model the model's name at the backend
/// @param avoid the ids of endpoints and of credentials that this call has tried already
/// @param balance how to choose in place of the provider's own way, or null
public record Wanted(
        String model,
        Traits traits,
        Set<String> avoid,
        @Nullable Balance balance) {}
