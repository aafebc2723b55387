package io.polygate.routing;

import io.polygate.bus.AnswerWriter;
import io.polygate.bus.Call;
import io.polygate.model.GatewayError;
import io.polygate.model.Head;
import io.polygate.model.Operation;
import io.polygate.provider.Outcome;
import io.vertx.core.Vertx;
import java.util.List;

/// What happens to every call, whichever door it came through:
///
/// 1. identify: who is calling ([Identify])
/// 2. admit: may the caller ask this, and can it be served ([Authorize], [Admit])
/// 3. choose: which targets may answer ([Choose])
/// 4. dispatch: send it, pass the answer back, try the next target ([Dispatch]), once for an `Idempotency-Key`
///    ([Idempotent])
/// 5. account: one line and one observation, whatever happened ([Account])
final class Pipeline {

    private static final List<Stage> STAGES = List.of(new Identify(), new Authorize(), new Admit(), new Choose());

    private final Account account;
    private final Dispatch.Shared shared;

    Pipeline(Vertx vertx, Account account) {
        this.account = account;
        this.shared = new Dispatch.Shared(vertx, account, new Overdue(vertx), new Mirrors(account));
    }

    /// Takes a call through; every outcome reaches `answer`.
    void run(Call call, AnswerWriter answer, RoutingSnapshot snapshot) {
        var journey = new Journey(call, answer, snapshot);
        for (var stage : STAGES) {
            var refusal = stage.apply(journey);
            if (refusal != null) {
                refuse(journey, refusal);
                return;
            }
        }
        if (call.operation() == Operation.IDENTIFY) {
            Introduction.answer(journey);
        } else if (call.operation() == Operation.ADMINISTER) {
            new Administration(journey, account).answer();
        } else if (call.operation() == Operation.STORED_RESPONSE) {
            StoredResponses.answer(journey, account, () -> new Dispatch(shared, journey).begin());
        } else if (call.operation().dispatched()) {
            dispatch(journey);
        } else if (call.operation() == Operation.DESCRIBE) {
            account.ended(journey, new Account.Ending(200, null, Outcome.NOTHING, 0));
            answer.part(new Head(200, List.of()), null, true);
        } else {
            ModelList.answer(journey, account);
        }
    }

    private void dispatch(Journey journey) {
        var key = journey.call.header(Idempotent.HEADER);
        boolean once = journey.call.operation() == Operation.REALTIME || journey.upload != null;
        if (key == null || once) {
            new Dispatch(shared, journey).begin();
        } else {
            new Idempotent(shared, journey, key).begin();
        }
    }

    /// Ends the calls that go on without a caller.
    void stop() {
        shared.overdue().stop();
    }

    private void refuse(Journey journey, GatewayError refusal) {
        account.ended(journey, Account.Ending.refused(refusal));
        journey.answer.fail(refusal);
    }
}
