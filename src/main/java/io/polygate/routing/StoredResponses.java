package io.polygate.routing;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.GatewayException;
import io.polygate.model.Head;
import io.polygate.model.Header;
import io.polygate.model.StoredResponseRequest;
import io.polygate.provider.Outcome;
import io.polygate.session.ResponseKey;
import io.polygate.session.StoredResponse;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Objects;

/// Answers what is asked about responses that the gateway itself keeps; a provider is asked about those that it keeps.
final class StoredResponses {

    private static final List<Header> STREAM = List.of(new Header("content-type", "text/event-stream"));

    private final Journey journey;
    private final Account account;

    private StoredResponses(Journey journey, Account account) {
        this.journey = journey;
        this.account = account;
    }

    /// @param dispatch asks the journey's target
    static void answer(Journey journey, Account account, Runnable dispatch) {
        var wanted = Objects.requireNonNull(StoredResponseRequest.parse(journey.call.variant()));
        var key = new ResponseKey(journey.principal == null ? "" : journey.principal.name(), wanted.id());
        var stored = new StoredResponses(journey, account);
        journey.snapshot.responses().find(key).onComplete(found -> {
            switch (found.succeeded() ? found.result() : new KeptResponses.Nowhere()) {
                case KeptResponses.Here(var response) -> stored.tell(wanted.action(), key, response);
                case KeptResponses.At(var provider) -> {
                    journey.route = Route.to(journey.snapshot, provider, Choose.facts(journey));
                    dispatch.run();
                }
                case KeptResponses.Nowhere() -> stored.fail(notFound(key));
            }
        });
    }

    private void tell(StoredResponseRequest.Action action, ResponseKey key, StoredResponse response) {
        try {
            switch (action) {
                case GET -> get(response);
                case ITEMS -> tell(List.of(), journey.snapshot.responses().inputItems(response, journey.call.query()));
                case CANCEL -> fail(GatewayError.of(ErrorKind.BAD_REQUEST, "Cannot cancel a synchronous response."));
                case DELETE -> delete(key);
            }
        } catch (GatewayException e) {
            fail(e.error());
        }
    }

    private void get(StoredResponse response) {
        var events = journey.snapshot.responses().events(response, journey.call.query());
        if (events == null) {
            tell(List.of(), Buffer.buffer(response.body().text()));
        } else {
            tell(STREAM, events);
        }
    }

    private void delete(ResponseKey key) {
        var body =
                new JsonObject().put("id", key.id()).put("object", "response").put("deleted", true);
        journey.snapshot.responses().delete(key).onComplete(done -> tell(List.of(), body.toBuffer()));
    }

    private static GatewayError notFound(ResponseKey key) {
        return new GatewayError(ErrorKind.NOT_FOUND, 404, "Response with id '" + key.id() + "' not found.");
    }

    private void tell(List<Header> headers, Buffer body) {
        account.ended(journey, new Account.Ending(200, null, Outcome.NOTHING, 0));
        journey.answer.part(new Head(200, headers), body, true);
    }

    private void fail(GatewayError error) {
        account.ended(journey, Account.Ending.refused(error));
        journey.answer.fail(error);
    }
}
