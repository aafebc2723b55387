package io.polygate.routing;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.Head;
import io.polygate.model.RawJson;
import io.polygate.model.StoredResponseRequest;
import io.polygate.provider.Outcome;
import io.polygate.session.ResponseKey;
import io.polygate.session.ResponseStore;
import io.polygate.session.StoredResponse;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/// Answers what is asked about responses that the gateway itself keeps.
final class StoredResponses {

    private StoredResponses() {}

    static void answer(Journey journey, Account account) {
        var wanted = Objects.requireNonNull(StoredResponseRequest.parse(journey.call.variant()));
        var key = key(journey, wanted.id());
        var store = journey.snapshot.responses().store();
        store.get(key).onComplete(found -> {
            var response = found.succeeded() ? found.result() : null;
            if (response == null || response.isEmpty()) {
                fail(
                        journey,
                        account,
                        new GatewayError(
                                ErrorKind.NOT_FOUND, 404, "Response with id '" + wanted.id() + "' not found."));
                return;
            }
            switch (wanted.action()) {
                case GET ->
                    tell(journey, account, Buffer.buffer(response.get().body().text()));
                case ITEMS -> tell(journey, account, items(response.get()));
                case CANCEL ->
                    fail(
                            journey,
                            account,
                            GatewayError.of(ErrorKind.BAD_REQUEST, "Cannot cancel a synchronous response."));
                case DELETE -> delete(journey, account, store, key);
            }
        });
    }

    static ResponseKey key(Journey journey, String id) {
        return new ResponseKey(journey.principal == null ? "" : journey.principal.name(), id);
    }

    private static void delete(Journey journey, Account account, ResponseStore store, ResponseKey key) {
        var body =
                new JsonObject().put("id", key.id()).put("object", "response").put("deleted", true);
        store.delete(key).onComplete(v -> tell(journey, account, body.toBuffer()));
    }

    private static Buffer items(StoredResponse response) {
        var items = response.input().stream().map(RawJson::text).collect(Collectors.joining(","));
        return Buffer.buffer(
                "{\"object\":\"list\",\"data\":[" + items + "],\"first_id\":null,\"last_id\":null,\"has_more\":false}");
    }

    private static void tell(Journey journey, Account account, Buffer body) {
        account.ended(journey, new Account.Ending(200, null, Outcome.NOTHING, 0));
        journey.answer.part(new Head(200, List.of()), body, true);
    }

    private static void fail(Journey journey, Account account, GatewayError error) {
        account.ended(journey, Account.Ending.refused(error));
        journey.answer.fail(error);
    }
}
