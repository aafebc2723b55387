package io.polygate.routing.rule;

import io.polygate.provider.PresetModel.Capability;
import io.polygate.provider.Tariff;
import io.polygate.routing.endpoint.Candidate;
import io.polygate.routing.endpoint.Hashes;
import io.polygate.routing.endpoint.Traits;
import io.polygate.routing.rule.ModelConfig.Target;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A target of a rule with what it can do and what it has to do. Immutable but for its load.
///
/// `context` is 0 and `capabilities` is null where nobody knows; such a target may be asked anything. `shareFrom` is
/// where the range of its share begins, behind those of the rule's other shares.
public record RuleTarget(
        Target target,
        TargetLoad load,
        double shareFrom,
        int context,
        @Nullable Set<Capability> capabilities,
        Tariff tariff,
        String id,
        long hash)
        implements Candidate {

    RuleTarget(
            Target target,
            TargetLoad load,
            double shareFrom,
            int context,
            @Nullable Set<Capability> capabilities,
            Tariff tariff) {
        this(target, load, shareFrom, context, capabilities, tariff, idOf(target), Hashes.of(idOf(target)));
    }

    private static String idOf(Target target) {
        return target.provider() + ' ' + target.model();
    }

    public String provider() {
        return target.provider();
    }

    public String model() {
        return target.model();
    }

    @Override
    public int weight() {
        return target.weight();
    }

    @Override
    public int inFlight() {
        return load.inside();
    }

    @Override
    public double latency() {
        return load.latency();
    }

    @Override
    public double expectedNanos(int promptTokens) {
        return load.expectedNanos(promptTokens);
    }

    @Override
    public double cost(Traits traits) {
        return tariff.of(traits.promptTokens());
    }

    /// Whether it takes every call, whatever is asked.
    boolean unconditional() {
        return target.enabled()
                && target.weight() > 0
                && target.when().equals(Conditions.NONE)
                && target.share() == null
                && target.mirror() == 0
                && context == 0
                && capabilities == null;
    }

    /// Why it may not answer this call, or null when it may. A shadow's share is drawn elsewhere.
    @Nullable
    Rejected whyOut(Facts facts) {
        if (!target.enabled() || target.weight() == 0) {
            return new Rejected(this, Out.DISABLED, target.enabled() ? "weight 0" : "disabled");
        }
        if (!facts.reachesAll() && !facts.reaches(provider())) {
            return new Rejected(this, Out.DIALECT, "another dialect");
        }
        var unmet = target.when().unmet(facts);
        if (unmet != null) {
            return new Rejected(this, Out.CONDITION, unmet);
        }
        var share = target.share();
        if (share != null && target.mirror() == 0 && !drawn(facts.lot(), share)) {
            return new Rejected(this, Out.SHARE, "share");
        }
        return whyUnable(facts);
    }

    private boolean drawn(double lot, double share) {
        return lot >= shareFrom && lot < shareFrom + share;
    }

    private @Nullable Rejected whyUnable(Facts facts) {
        if (capabilities != null) {
            for (var need : facts.prompt().needs()) {
                if (!capabilities.contains(need)) {
                    return new Rejected(this, Out.CAPABILITY, "no " + word(need));
                }
            }
        }
        if (context > 0) {
            var prompt = facts.prompt();
            if ((long) prompt.tokens() + prompt.output() > context) {
                return new Rejected(
                        this, Out.CONTEXT, "context " + context + " < " + prompt.tokens() + " + " + prompt.output());
            }
        }
        return null;
    }

    /// A capability as the configuration writes it.
    public static String word(Capability capability) {
        return capability.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
