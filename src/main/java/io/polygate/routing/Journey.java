package io.polygate.routing;

import io.polygate.bus.AnswerWriter;
import io.polygate.bus.Call;
import io.polygate.identity.Principal;
import io.polygate.routing.ModelConfig.Target;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One call on its way through the pipeline: what each stage has found out so far. Belongs to one context.
final class Journey {

    final Call call;
    final AnswerWriter answer;
    final RoutingSnapshot snapshot;

    /// By identify.
    @Nullable
    Principal principal;
    /// By choose: the name that logs and metrics show, and the targets in the order of trying.
    @Nullable
    String model;

    List<Target> targets = List.of();

    /// By dispatch.
    @Nullable
    Target target;

    int attempts;
    long sentNanos;

    Journey(Call call, AnswerWriter answer, RoutingSnapshot snapshot) {
        this.call = call;
        this.answer = answer;
        this.snapshot = snapshot;
    }
}
