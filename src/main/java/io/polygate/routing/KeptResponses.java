package io.polygate.routing;

import io.polygate.session.ResponseKey;
import io.polygate.session.StoredResponse;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/// Where responses are kept: by the gateway itself, on whichever node of the cluster, or by a provider.
public interface KeptResponses {

    /// Where one is.
    sealed interface Place {}

    record Here(StoredResponse response) implements Place {}

    record At(String provider) implements Place {}

    record Nowhere() implements Place {}

    Future<Place> find(ResponseKey key);

    /// Forgets a response that the gateway keeps. False where there was none.
    Future<Boolean> delete(ResponseKey key);

    /// The items of a response's input, as `GET …/input_items` tells them.
    ///
    /// @param query of the caller's path
    /// @throws io.polygate.model.GatewayException when the query asks for what can't be
    Buffer inputItems(StoredResponse response, String query);

    /// The events of a stream that tells a response, or null where the query asks for none.
    ///
    /// @throws io.polygate.model.GatewayException when the query asks for what can't be
    @Nullable
    Buffer events(StoredResponse response, String query);
}
