package io.polygate.routing;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.routing.endpoint.Ended;
import io.polygate.routing.rule.RuleTarget;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// Where a call goes on when an attempt failed before anything was sent to the caller:
///
/// 1. to another credential of the same target, where the failure was about the credential;
/// 2. to another endpoint of the same target, at once, `routing.retries` times;
/// 3. to the next target of its model, at once;
/// 4. when each was asked, to one of them again, after a wait with full jitter, as long as there are retries left;
/// 5. to the models that it may fall back to, each in the same way;
/// 6. to those that seemed unwell, if nobody has been asked at all.
///
/// Every request beyond the first comes out of the node's retry budget, save for another credential and for another
/// model where the request doesn't suit this one.
final class Retries {

    private final Journey journey;
    private final Route route;
    private final RoutingConfig config;
    private final Telling telling = new Telling();
    private int sentHere;
    private int rounds;
    private boolean paid;
    private @Nullable Duration asked;
    private boolean anyway;

    /// Where to go on, and after how long; 0 is at once.
    record Next(Visit visit, long waitMillis) {}

    Retries(Journey journey) {
        this.journey = journey;
        this.route = Objects.requireNonNull(journey.route);
        this.config = journey.snapshot.routing();
    }

    void note(Try failed, GatewayError error) {
        telling.note(error, failed.sent());
        if (failed.sent()) {
            sentHere++;
            paid = false;
            asked = error.retryAfter();
        }
        if (isHopeless(failed, error)) {
            route.giveUp(failed.target());
        }
    }

    /// Whether a target is not asked again after a wait. Who says that it has had enough calls is not given more of
    /// them: its caller is told when to come back.
    private boolean isHopeless(Try failed, GatewayError error) {
        if (!failed.sent()) {
            return failed.visit().tried().isEmpty();
        }
        boolean tooLong = asked != null && asked.compareTo(config.maxBackoff()) > 0;
        return tooLong || error.kind() == ErrorKind.RATE_LIMITED || Reaction.to(error.kind()) != Reaction.AGAIN;
    }

    /// What the caller is told when nothing is left to try.
    GatewayError telling(GatewayError last) {
        return telling.error(last);
    }

    /// A target to ask beside one that is slow, or null.
    @Nullable
    Visit hedge() {
        return route.hasNext() && affordable() ? visit(route.next()) : null;
    }

    /// Null when nothing is left to try.
    @Nullable
    Next next(Try failed, GatewayError error, long deadlineNanos) {
        var reaction = Reaction.to(error.kind());
        if (failed.sent()
                && Ended.aboutCredential(error.kind())
                && !failed.credentialId().isEmpty()) {
            failed.visit().tried().add(failed.credentialId());
            sentHere--;
            return new Next(failed.visit(), 0);
        }
        return switch (reaction) {
            case NONE -> null;
            case OTHER_MODEL -> atOnce(fallBack());
            case ELSEWHERE, AGAIN -> {
                var next = further(failed, error, deadlineNanos);
                yield next == null || !journey.wasSent() || affordable() ? next : null;
            }
        };
    }

    private @Nullable Next further(Try failed, GatewayError error, long deadlineNanos) {
        boolean again = failed.sent() && Reaction.to(error.kind()) == Reaction.AGAIN;
        if (again && sentHere <= config.retries() && route.takes(failed.target()) && hasOtherEndpoint(failed)) {
            return new Next(failed.visit(), 0);
        }
        var next = visit(route.next());
        if (next != null) {
            sentHere = 0;
            return new Next(next, 0);
        }
        var repeated = oneMore(deadlineNanos);
        if (repeated != null) {
            return repeated;
        }
        var other = atOnce(fallBack());
        return other == null ? lastResort() : other;
    }

    /// Whether somebody else of the target may be asked; who failed is not asked again during this visit.
    private boolean hasOtherEndpoint(Try failed) {
        var tried = failed.visit().tried();
        tried.add(failed.endpointId());
        var endpoints = journey.snapshot.endpoints().get(failed.target().provider());
        return endpoints != null && endpoints.stream().anyMatch(endpoint -> !tried.contains(endpoint.id()));
    }

    private @Nullable Next oneMore(long deadlineNanos) {
        if (!journey.wasSent() || rounds >= config.retries() || sentHere > config.retries()) {
            return null;
        }
        long wait = backoff();
        rounds++;
        var again = visit(route.again());
        boolean inTime = System.nanoTime() + wait * 1_000_000 - deadlineNanos < 0;
        return again != null && inTime ? new Next(again, wait) : null;
    }

    private @Nullable Visit fallBack() {
        sentHere = 0;
        rounds = 0;
        return visit(route.fallBack());
    }

    /// Nobody was asked since all of them seem unwell: whoever it is, better than nobody.
    private @Nullable Next lastResort() {
        if (journey.attempts > 0 || anyway) {
            return null;
        }
        anyway = true;
        return atOnce(visit(route.afresh()));
    }

    private @Nullable Visit visit(@Nullable RuleTarget target) {
        return target == null ? null : anyway ? Visit.anyway(target) : Visit.to(target);
    }

    private static @Nullable Next atOnce(@Nullable Visit visit) {
        return visit == null ? null : new Next(visit, 0);
    }

    /// Full jitter: any wait up to a bound that doubles each time, and never less than the backend asked for.
    private long backoff() {
        long bound = Math.min(config.maxBackoff().toMillis(), config.backoff().toMillis() << Math.min(rounds, 20));
        long wait = ThreadLocalRandom.current().nextLong(Math.max(1, bound)) + 1;
        return asked == null ? wait : Math.max(wait, asked.toMillis());
    }

    /// What was paid for a request that was never sent is good for the next one.
    private boolean affordable() {
        paid = paid || journey.snapshot.node().budget().take(config.retryBudget(), System.nanoTime());
        return paid;
    }
}
