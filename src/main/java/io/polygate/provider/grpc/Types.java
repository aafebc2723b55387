package io.polygate.provider.grpc;

import io.vertx.core.Future;
import java.util.function.Function;

/// The types of a call's messages, and how more of them are learned.
///
/// @param learner asks the backend for what the catalog wants; ends well, whatever is known of it
record Types(MethodCatalog catalog, Function<MethodCatalog, Future<Void>> learner) {

    /// Whether a message held a type that is not known here and may be where it comes from.
    boolean wanted() {
        return catalog.wantsTypes();
    }

    Future<Void> learn() {
        return learner.apply(catalog);
    }
}
