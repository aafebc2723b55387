package io.polygate.app;

import io.polygate.model.RawJson;
import io.polygate.provider.Responses;
import io.polygate.routing.KeptResponses;
import io.polygate.session.ResponseKey;
import io.polygate.session.StoredResponse;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The responses that this node keeps, as providers see them.
record SharedResponses(KeptResponses kept) implements Responses {

    @Override
    public Future<@Nullable List<RawJson>> conversation(String owner, String id) {
        return kept.store().chain(new ResponseKey(owner, id)).map(SharedResponses::items);
    }

    private static @Nullable List<RawJson> items(List<StoredResponse> chain) {
        if (chain.isEmpty()) {
            return null;
        }
        var items = new ArrayList<RawJson>();
        for (var response : chain) {
            items.addAll(response.input());
            items.addAll(response.output());
        }
        return items;
    }

    @Override
    public Future<Void> keep(String owner, Kept response) {
        var stored = new StoredResponse(
                response.id(), response.previousId(), response.body(), response.input(), response.output());
        return kept.store().put(new ResponseKey(owner, response.id()), stored).mapEmpty();
    }

    @Override
    public void kept(String owner, String id, String provider) {
        kept.owners().remember(new ResponseKey(owner, id), provider);
    }
}
