package io.polygate.routing.rule;

import io.polygate.provider.Balance;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// The targets of a rule that may answer one call, drawn one after the other: by priority, the call's canary first,
/// and in the way that the rule or an operator says; by chance in proportion to weight where nobody says. Belongs to
/// one call.
public final class Selection {

    private final Rule rule;
    private final Facts facts;
    private final @Nullable Balance balance;
    private final List<Rejected> rejected;
    private final List<RuleTarget> mirrors;
    private final RuleTarget[] left;
    private int size;

    private Selection(Draw draw, RuleTarget[] left, int size, List<Rejected> rejected, List<RuleTarget> mirrors) {
        this.rule = draw.rule;
        this.facts = draw.facts;
        this.balance = draw.balance;
        this.left = left;
        this.size = size;
        this.rejected = rejected;
        this.mirrors = mirrors;
    }

    /// What is drawn from, for whom and in which way.
    public record Draw(Rule rule, Facts facts, @Nullable Balance balance) {}

    public static Selection of(Draw draw) {
        var targets = draw.rule.targets();
        var left = new RuleTarget[targets.size()];
        if (draw.rule.unconditional() && draw.facts.reachesAll()) {
            targets.toArray(left);
            return new Selection(draw, left, left.length, List.of(), List.of());
        }
        var rejected = new ArrayList<Rejected>(0);
        var mirrors = new ArrayList<RuleTarget>(0);
        int size = 0;
        for (var target : targets) {
            var out = target.whyOut(draw.facts);
            if (out != null) {
                rejected.add(out);
            } else if (target.target().mirror() > 0) {
                mirrors.add(target);
            } else {
                left[size++] = target;
            }
        }
        return new Selection(draw, left, size, rejected, mirrors);
    }

    public Rule rule() {
        return rule;
    }

    /// What is worth keeping of it.
    public Considered considered() {
        return new Considered(rule, rejected);
    }

    /// The shadows that may get a copy.
    public List<RuleTarget> mirrors() {
        return mirrors;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    /// Draws the next target, or null when all have been drawn.
    public @Nullable RuleTarget next() {
        return switch (size) {
            case 0 -> null;
            case 1 -> left[--size];
            default -> take(draw(group()));
        };
    }

    /// How many of the targets that are left have the first one's priority.
    private int group() {
        int priority = left[0].target().priority();
        int end = 1;
        while (end < size && left[end].target().priority() == priority) {
            end++;
        }
        return end;
    }

    private int draw(int group) {
        for (int i = 0; i < group; i++) {
            if (left[i].target().share() != null) {
                return i;
            }
        }
        if (group == 1 || balance == null || balance == Balance.WEIGHTED) {
            return byWeight(group);
        }
        left[0].load().look();
        var hashed = balance == Balance.CONSISTENT_HASH;
        var among = Arrays.asList(left);
        var chosen = rule.balancer(balance)
                .choose(group == left.length ? among : among.subList(0, group), facts.traits(hashed));
        int drawn = 0;
        while (left[drawn] != chosen) {
            drawn++;
        }
        return drawn;
    }

    private int byWeight(int group) {
        int total = 0;
        for (int i = 0; i < group; i++) {
            total += left[i].target().weight();
        }
        int lot = ThreadLocalRandom.current().nextInt(total);
        int drawn = 0;
        while (lot >= left[drawn].target().weight()) {
            lot -= left[drawn].target().weight();
            drawn++;
        }
        return drawn;
    }

    private RuleTarget take(int index) {
        var taken = left[index];
        System.arraycopy(left, index + 1, left, index, --size - index);
        return taken;
    }
}
