package io.polygate.provider;

import io.polygate.model.RawJson;
import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where a provider keeps the responses of callers of the Responses API whose backend keeps none.
public interface Responses {

    /// The items of a conversation up to and with the response of this id, the first first; null when it is not there.
    Future<@Nullable List<RawJson>> conversation(String owner, String id);

    /// Keeps a response; completes when it can be found.
    Future<Void> keep(String owner, Kept response);

    /// The provider itself keeps this response.
    void kept(String owner, String id, String provider);

    record Kept(String id, @Nullable String previousId, RawJson body, List<RawJson> input, List<RawJson> output) {}
}
