package io.polygate.routing;

import io.polygate.bus.Call;
import io.polygate.identity.Principal;
import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.provider.Outcome;
import io.polygate.routing.idempotency.KeptAnswer;
import io.polygate.routing.idempotency.Replay;
import io.polygate.routing.idempotency.ReplayKey;
import io.polygate.routing.idempotency.Replays;
import io.vertx.core.Context;

/// A call with an `Idempotency-Key`: the first one is sent, all others of that key get its answer.
final class Idempotent {

    static final String HEADER = Call.ONCE;
    private static final int MAX_KEY = 255;

    private final Dispatch.Shared shared;
    private final Journey journey;
    private final Context context;
    private final String key;
    private boolean left;

    Idempotent(Dispatch.Shared shared, Journey journey, String key) {
        this.shared = shared;
        this.journey = journey;
        this.key = key;
        this.context = shared.vertx().getOrCreateContext();
    }

    void begin() {
        if (key.isBlank() || key.length() > MAX_KEY) {
            refuse(GatewayError.field(
                    ErrorKind.BAD_REQUEST,
                    HEADER,
                    "idempotency-key: " + key.length() + " characters (expected: 1 to " + MAX_KEY + ")"));
            return;
        }
        journey.answer.onCancel(this::cancelled);
        ask(new ReplayKey(owner(), key), Replays.digest(journey.call));
    }

    /// Whoever has no key of their own is told from others by where they are.
    private String owner() {
        var principal = journey.principal;
        return principal == null || principal.equals(Principal.ANONYMOUS)
                ? "@" + journey.call.peer()
                : principal.name();
    }

    private void ask(ReplayKey asked, String digest) {
        var replays = journey.snapshot.node().replays();
        var found = replays.enter(
                asked,
                digest,
                () -> context.runOnContext(v -> {
                    if (!left) {
                        ask(asked, digest);
                    }
                }));
        switch (found) {
            case Replays.Found.First first -> {
                journey.recording = first.recording().over(journey.answer);
                journey.answer = journey.recording;
                new Dispatch(shared, journey).begin();
            }
            case Replays.Found.Answered answered -> replay(answered.answer());
            case Replays.Found.UnderWay _ -> {}
            case Replays.Found.Full _ ->
                refuse(GatewayError.of(
                        ErrorKind.CONFLICT, "too many calls with this idempotency-key wait for the first one"));
            case Replays.Found.Another _ ->
                refuse(GatewayError.field(
                                ErrorKind.UNPROCESSABLE,
                                HEADER,
                                "this idempotency-key was used for another request (expected: the same request, or"
                                        + " another key)")
                        .withVendorWords(null, "idempotency_key_reused"));
        }
    }

    private void replay(KeptAnswer kept) {
        var failure = kept.failure();
        if (failure != null) {
            refuse(failure);
            return;
        }
        shared.account().ended(journey, new Account.Ending(kept.head().status(), null, Outcome.NOTHING, 0));
        new Replay(kept, journey.answer).begin();
    }

    private void refuse(GatewayError error) {
        shared.account().ended(journey, Account.Ending.refused(error));
        journey.answer.fail(error);
    }

    private void cancelled(GatewayError reason) {
        left = true;
        shared.account().ended(journey, Account.Ending.refused(reason));
    }
}
