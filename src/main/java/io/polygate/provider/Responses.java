package io.polygate.provider;

import io.polygate.model.RawJson;
import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where a provider keeps the responses of callers of the Responses API whose backend keeps none.
public interface Responses {

    /// A conversation up to and with the response of this id.
    Future<Conversation> conversation(String owner, String id);

    sealed interface Conversation {}

    /// It is here: its items, the first first.
    record Items(List<RawJson> items) implements Conversation {

        public Items {
            items = List.copyOf(items);
        }
    }

    /// A provider keeps it.
    record KeptBy(String provider) implements Conversation {}

    /// Nobody knows of it, or a part of it is gone.
    record Unknown() implements Conversation {}

    /// Keeps a response; completes when it can be found.
    Future<Void> keep(String owner, Kept response);

    /// The provider itself keeps this response.
    void kept(String owner, String id, String provider);

    record Kept(String id, @Nullable String previousId, RawJson body, List<RawJson> input, List<RawJson> output) {}
}
