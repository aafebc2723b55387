package io.polygate.routing;

import io.polygate.bus.AnswerWriter;
import io.polygate.bus.Call;
import io.polygate.identity.Principal;
import io.polygate.provider.Continuation;
import io.polygate.provider.UpstreamCall;
import io.polygate.provider.Via;
import io.polygate.routing.endpoint.Lease;
import io.polygate.routing.idempotency.Recording;
import io.polygate.routing.rule.RuleTarget;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One call on its way through the pipeline: what each stage has found out so far. Belongs to one context.
final class Journey {

    Call call;
    final RoutingSnapshot snapshot;
    AnswerWriter answer;

    /// By identify.
    @Nullable
    Principal principal;
    /// By choose: the name that logs and metrics show, and where the call may go.
    @Nullable
    String model;

    @Nullable
    Route route;

    @Nullable
    CallFacts facts;

    /// By dispatch: the target that answers, or the last that was asked, and what became of each attempt.
    @Nullable
    RuleTarget target;

    /// Where the call has an `Idempotency-Key` and is the first of it.
    @Nullable
    Recording recording;

    /// Where another target may have to go on with the answer.
    @Nullable
    Continuation continuation;

    /// Where the request still comes.
    final @Nullable UploadedBody upload;

    final List<Step> steps = new ArrayList<>(1);
    /// How many requests were sent.
    int attempts;
    long sentNanos;

    Journey(Call call, AnswerWriter answer, RoutingSnapshot snapshot) {
        this.call = call;
        this.answer = answer;
        this.snapshot = snapshot;
        this.upload = call.uploads() ? new UploadedBody(call.body(), answer, call.follows()) : null;
    }

    /// The answer has begun and goes on: unless another target may have to go on with it, the request is sent to nobody
    /// any more, and its body, which may be large, does not wait for the end of a long stream.
    void answered() {
        if (continuation == null && upload == null) {
            call = call.withoutBody();
            if (facts != null) {
                facts.now(call);
            }
        }
    }

    /// Whether a backend was asked at all.
    boolean wasSent() {
        return attempts > 0;
    }

    /// The call as a provider gets it that answers the caller, or a copy of it.
    UpstreamCall upstream(String model, Lease lease, @Nullable Continuation toGoOn) {
        return new UpstreamCall(
                call.id(),
                principal == null ? "" : principal.name(),
                call.operation(),
                call.dialect(),
                model,
                call.stream(),
                call.body(),
                call.outline(),
                call.variant(),
                call.query(),
                call.headers(),
                new Via(lease.endpoint().url(), lease.endpoint().dialect(), lease.credential()),
                upload,
                toGoOn);
    }
}
