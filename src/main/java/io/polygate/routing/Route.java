package io.polygate.routing;

import io.polygate.provider.Balance;
import io.polygate.routing.rule.Considered;
import io.polygate.routing.rule.Facts;
import io.polygate.routing.rule.Rule;
import io.polygate.routing.rule.RuleTarget;
import io.polygate.routing.rule.Selection;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Where a call may go, one target after the other: those of its model, some of them again, then those of the models
/// that it may fall back to. Remembers what was looked at. Belongs to one call.
final class Route {

    private final RoutingSnapshot snapshot;
    private final Facts facts;
    private final List<Selection> considered = new ArrayList<>(1);
    private final Rule first;
    private final List<RuleTarget> hopeless = new ArrayList<>(0);
    private Selection current;
    private Predicate<RuleTarget> able = target -> true;
    private int fallback;

    Route(RoutingSnapshot snapshot, Rule rule, Facts facts) {
        this.snapshot = snapshot;
        this.facts = facts;
        this.first = rule;
        this.current = enter(rule);
    }

    /// A route with one target, whatever the call says.
    static Route to(RoutingSnapshot snapshot, String provider, Facts facts) {
        return new Route(snapshot, snapshot.models().direct(provider, provider, ""), facts);
    }

    private Selection enter(Rule rule) {
        var selection = select(rule);
        considered.add(selection);
        return selection;
    }

    private Selection select(Rule rule) {
        var balance = balance(rule);
        var spread = balance == null ? snapshot.balances().ofAll() : balance;
        return Selection.of(new Selection.Draw(rule, facts, spread));
    }

    private @Nullable Balance balance(Rule rule) {
        return snapshot.balances().of(rule.name(), rule.balance());
    }

    /// How the targets of the current model and their endpoints are chosen, null for each provider's own way.
    @Nullable
    Balance balance() {
        return balance(rule());
    }

    Facts facts() {
        return facts;
    }

    /// The rules that were looked at, in that order, with whom each left out.
    List<Considered> seen() {
        return considered.size() == 1
                ? List.of(considered.getFirst().considered())
                : considered.stream().map(Selection::considered).toList();
    }

    /// The same, each still to be drawn from.
    List<Selection> considered() {
        return considered;
    }

    Rule rule() {
        return current.rule();
    }

    /// The next target of the model, or null when all were drawn.
    @Nullable
    RuleTarget next() {
        var next = current.next();
        while (next != null && (hopeless.contains(next) || !able.test(next))) {
            next = current.next();
        }
        return next;
    }

    /// From now on only targets are drawn that are able to do what is asked.
    void only(Predicate<RuleTarget> ableTo) {
        able = ableTo;
    }

    boolean takes(RuleTarget target) {
        return able.test(target);
    }

    boolean hasNext() {
        return !current.isEmpty();
    }

    /// A target of the same model once more, or null when none may do better.
    @Nullable
    RuleTarget again() {
        current = select(rule());
        return next();
    }

    /// The targets of the model that was asked for all over again, also those that were given up.
    @Nullable
    RuleTarget afresh() {
        hopeless.clear();
        current = select(first);
        return next();
    }

    /// This target isn't asked again.
    void giveUp(RuleTarget target) {
        hopeless.add(target);
    }

    /// The first target of the next model to fall back to, or null when there is none left.
    @Nullable
    RuleTarget fallBack() {
        while (skipToFallback()) {
            var next = next();
            if (next != null) {
                return next;
            }
        }
        return null;
    }

    /// Goes on to the first model to fall back to that has a target for the call; false when none has.
    boolean skipToFallback() {
        while (fallback < first.fallbacks().size()) {
            if (enterNext() && hasNext()) {
                return true;
            }
        }
        return false;
    }

    private boolean enterNext() {
        var rule = snapshot.models().find(first.fallbacks().get(fallback++));
        if (rule == null || considered.stream().anyMatch(seen -> seen.rule() == rule)) {
            return false;
        }
        current = enter(rule);
        return true;
    }

    /// The shadows of the model that was asked for.
    List<RuleTarget> mirrors() {
        return considered.getFirst().mirrors();
    }
}
