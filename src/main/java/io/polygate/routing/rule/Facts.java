package io.polygate.routing.rule;

import io.polygate.provider.Prompt;
import io.polygate.routing.endpoint.Traits;
import org.jspecify.annotations.Nullable;

/// What rules may ask of a call. Whatever costs something is found out when it is first asked for.
public interface Facts {

    /// The name of the caller's key.
    String key();

    /// The team of the caller's key, or null.
    @Nullable
    String team();

    /// The first value of a header, or null. `name` in lower case.
    @Nullable
    String header(String name);

    /// What the request says and needs; reads the body once.
    Prompt prompt();

    /// A number from 0 to 1 that is the same for all calls of a session or user, and by chance for a call of neither.
    double lot();

    /// Whether every provider takes the call, whatever it speaks.
    default boolean reachesAll() {
        return true;
    }

    /// Whether a provider takes the call: some are for those of one dialect only.
    default boolean reaches(String provider) {
        return true;
    }

    /// What of the call a balancer goes by.
    ///
    /// @param hashed whether it asks what calls that belong together have in common
    Traits traits(boolean hashed);
}
