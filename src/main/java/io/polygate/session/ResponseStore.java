package io.polygate.session;

import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/// Keeps responses by whose they are and by their id. What is kept is bounded: a response may be gone at any time, and
/// one that alone is larger than the bounds is never kept. Safe for all threads; never blocks.
public interface ResponseStore {

    /// Keeps a response; one of the same key is replaced. False where it is too large to be kept.
    Future<Boolean> put(ResponseKey key, StoredResponse response);

    Future<Optional<StoredResponse>> get(ResponseKey key);

    /// Forgets a response. False where there was none.
    Future<Boolean> delete(ResponseKey key);

    /// The responses that lead to this one, the first first and this one last; none where one of them is gone or the
    /// chain is longer than the configuration allows, since a part of a conversation is none.
    Future<List<StoredResponse>> chain(ResponseKey key);
}
