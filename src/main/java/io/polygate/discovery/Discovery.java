package io.polygate.discovery;

import io.vertx.core.Future;
import java.util.List;
import java.util.function.Consumer;

/// Finds the endpoints of one provider and goes on looking. Used on one context only.
public interface Discovery {

    /// Begins to look. `onChange` hears the whole list whenever it differs, the first one in any case.
    ///
    /// @return completes with the first list, or when the first try to get one has failed; never fails
    Future<Void> start(Consumer<List<Endpoint>> onChange);

    /// Looks no further; `onChange` hears nothing more.
    Future<Void> stop();
}
