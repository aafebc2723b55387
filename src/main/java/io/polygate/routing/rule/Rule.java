package io.polygate.routing.rule;

import io.polygate.provider.Balance;
import io.polygate.provider.PresetModel;
import io.polygate.provider.PresetModel.Capability;
import io.polygate.provider.Tariff;
import io.polygate.routing.endpoint.Balancer;
import io.polygate.routing.rule.ModelConfig.Target;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a name stands for, made ready for choosing. Immutable; safe from every thread.
///
/// What a target can do comes from its own configuration, else from its model's. What a vendor's preset says counts
/// where there is something to choose: a call for one only target is the vendor's to judge, which knows exactly.
public final class Rule {

    private static final Comparator<Target> BY_PRIORITY = Comparator.comparingInt(Target::priority);

    private final String name;
    private final ModelConfig config;
    private final List<RuleTarget> targets;
    private final boolean unconditional;
    private final Map<Balance, Balancer> balancers;

    private Rule(String name, ModelConfig config, List<RuleTarget> targets, Map<Balance, Balancer> balancers) {
        this.name = name;
        this.config = config;
        this.targets = List.copyOf(targets);
        this.balancers = balancers;
        this.unconditional = targets.stream().allMatch(RuleTarget::unconditional);
    }

    /// What rules are made with.
    public record Known(TargetLoads loads, KnownModels models) {}

    private record Place(TargetLoad load, double shareFrom) {}

    public static Rule of(ModelConfig config, Known known) {
        var targets = new ArrayList<RuleTarget>(config.targets().size());
        double shares = 0;
        for (var target : config.targets().stream().sorted(BY_PRIORITY).toList()) {
            targets.add(
                    able(config, target, known.models(), new Place(known.loads().of(config.name(), target), shares)));
            var share = target.share();
            shares += share == null || target.mirror() > 0 ? 0 : share;
        }
        return new Rule(config.name(), config, targets, known.loads().balancers(config.name()));
    }

    /// A rule that nobody wrote: a name stands for one target.
    public static Rule direct(String name, String provider, String model, Known known) {
        var target = new Target(provider, model, 1, 1);
        var config = new ModelConfig(name, List.of(), List.of(target));
        var load = new TargetLoad(known.loads().clock());
        return new Rule(name, config, List.of(new RuleTarget(target, load, 0, 0, null, Tariff.UNKNOWN)), Map.of());
    }

    private static RuleTarget able(ModelConfig config, Target target, KnownModels models, Place place) {
        boolean choice = config.targets().size() > 1 || !config.fallbacks().isEmpty();
        var preset = choice ? models.find(target.provider(), target.model()) : null;
        return new RuleTarget(
                target,
                place.load,
                place.shareFrom,
                context(config, target, preset),
                capabilities(config, target, preset),
                models.tariff(target.provider(), target.model()));
    }

    private static int context(ModelConfig config, Target target, @Nullable PresetModel preset) {
        if (target.context() > 0) {
            return target.context();
        }
        return config.context() > 0 ? config.context() : preset == null ? 0 : preset.context();
    }

    private static @Nullable Set<Capability> capabilities(
            ModelConfig config, Target target, @Nullable PresetModel preset) {
        if (target.capabilities() != null) {
            return target.capabilities();
        }
        return config.capabilities() != null ? config.capabilities() : preset == null ? null : preset.capabilities();
    }

    /// This rule for a name that one of its patterns matches: a target's `*` becomes the name that was asked for.
    Rule forName(String asked, Wildcard pattern, Known known) {
        if (config.targets().stream().noneMatch(target -> Wildcard.is(target.model()))) {
            return this;
        }
        var named = new ArrayList<RuleTarget>(targets.size());
        for (var each : targets) {
            var model = each.model().equals("*") ? asked : each.model().replace("*", pattern.captured(asked));
            var target = each.target().withModel(model);
            named.add(able(config, target, known.models(), new Place(each.load(), each.shareFrom())));
        }
        return new Rule(asked, config, named, balancers);
    }

    /// Whether it is what would be made of this.
    boolean isOf(ModelConfig other) {
        return config.equals(other);
    }

    /// What logs and metrics call it.
    public String name() {
        return name;
    }

    /// All targets, by priority.
    public List<RuleTarget> targets() {
        return targets;
    }

    /// The names of the models to go on with when none of the targets answers.
    public List<String> fallbacks() {
        return config.fallbacks();
    }

    /// How calls are spread over targets of one priority, null for the default.
    public @Nullable Balance balance() {
        return config.balance();
    }

    /// Whether another target goes on where a stream broke off.
    public boolean continues(boolean otherwise) {
        var said = config.continues();
        return said == null ? otherwise : said;
    }

    /// Who chooses in that way for this rule.
    Balancer balancer(Balance balance) {
        return balancers.computeIfAbsent(balance, Balancer::of);
    }

    /// Whether every target takes every call, so that nothing of the call needs to be known.
    public boolean unconditional() {
        return unconditional;
    }

    /// The largest context that one of the targets is known to have, 0 where none is.
    public int largestContext() {
        return targets.stream().mapToInt(RuleTarget::context).max().orElse(0);
    }

    /// What none of the targets is known to be able to do.
    public Set<Capability> missing(Set<Capability> needs) {
        var missing = needs.isEmpty() ? EnumSet.noneOf(Capability.class) : EnumSet.copyOf(needs);
        for (var target : targets) {
            missing.removeIf(need ->
                    target.capabilities() == null || target.capabilities().contains(need));
        }
        return missing;
    }
}
