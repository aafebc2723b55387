package io.polygate.routing.endpoint;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The same key goes to the same candidate, in proportion to the weights: highest random weight (rendezvous) hashing.
/// Who goes gives its keys to all others, and nobody else's keys move. Calls without a key go in turn.
final class Rendezvous implements Balancer {

    private static final double UNIT = 0x1.0p-53;

    private final Function<Traits, @Nullable String> key;
    private final Balancer keyless = new SmoothRoundRobin();

    Rendezvous(Function<Traits, @Nullable String> key) {
        this.key = key;
    }

    @Override
    public <C extends Candidate> C choose(List<C> candidates, Traits traits) {
        var wanted = key.apply(traits);
        if (wanted == null || wanted.isEmpty()) {
            return keyless.choose(candidates, traits);
        }
        long hash = Hashes.of(wanted);
        return sameWeights(candidates) ? highest(candidates, hash) : heaviest(candidates, hash);
    }

    private static boolean sameWeights(List<? extends Candidate> candidates) {
        int weight = candidates.getFirst().weight();
        for (int i = 1; i < candidates.size(); i++) {
            if (candidates.get(i).weight() != weight) {
                return false;
            }
        }
        return true;
    }

    private static <C extends Candidate> C highest(List<C> candidates, long hash) {
        var best = candidates.getFirst();
        long highest = drawn(best, hash);
        for (int i = 1; i < candidates.size(); i++) {
            var other = candidates.get(i);
            long score = drawn(other, hash);
            if (score > highest) {
                highest = score;
                best = other;
            }
        }
        return best;
    }

    /// With weights the score is -weight / ln(u), which keeps the shares in proportion (Thaler and Ravishankar).
    private static <C extends Candidate> C heaviest(List<C> candidates, long hash) {
        var best = candidates.getFirst();
        double highest = -1;
        for (int i = 0; i < candidates.size(); i++) {
            var other = candidates.get(i);
            double unit = (drawn(other, hash) + 0.5) * UNIT;
            double weight = Math.max(1, other.weight());
            // As -ln(u) >= 1 - u, most need no logarithm to be out.
            if (weight / (1 - unit) <= highest) {
                continue;
            }
            double score = weight / -Math.log(unit);
            if (score > highest) {
                highest = score;
                best = other;
            }
        }
        return best;
    }

    /// 53 bits that belong to this pair alone; the same ones with and without weights, so that equal weights and
    /// none agree.
    private static long drawn(Candidate candidate, long hash) {
        return Hashes.mix(candidate.hash() ^ hash) >>> 11;
    }
}
