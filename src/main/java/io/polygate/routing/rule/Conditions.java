package io.polygate.routing.rule;

import io.polygate.provider.PresetModel.Capability;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which calls a target takes: all that is said must hold. Values of headers and metadata may hold `*` for anything.
///
/// `keys` and `teams` are names, any of which will do; empty means all. `minTokens` and `maxTokens` bound the estimate
/// of the prompt, both included, 0 for no bound. `capabilities` are what the call must need.
public record Conditions(
        Map<String, Wildcard> headers,
        Map<String, Wildcard> metadata,
        List<String> keys,
        List<String> teams,
        int minTokens,
        int maxTokens,
        Set<Capability> capabilities) {

    public static final Conditions NONE = new Conditions(Map.of(), Map.of(), List.of(), List.of(), 0, 0, Set.of());

    public Conditions {
        headers = new LinkedHashMap<>(headers);
        metadata = new LinkedHashMap<>(metadata);
        keys = List.copyOf(keys);
        teams = List.copyOf(teams);
        capabilities = capabilities.isEmpty() ? Set.of() : EnumSet.copyOf(capabilities);
    }

    /// The first condition that doesn't hold, or null when all do. What is cheap to know is asked first.
    @Nullable
    String unmet(Facts facts) {
        if (!keys.isEmpty() && !keys.contains(facts.key())) {
            return "key";
        }
        var team = facts.team();
        if (!teams.isEmpty() && (team == null || !teams.contains(team))) {
            return "team";
        }
        for (var header : headers.entrySet()) {
            if (!fits(header.getValue(), facts.header(header.getKey()))) {
                return "header " + header.getKey();
            }
        }
        return readsPrompt() ? unmetByPrompt(facts) : null;
    }

    private @Nullable String unmetByPrompt(Facts facts) {
        var prompt = facts.prompt();
        for (var wanted : metadata.entrySet()) {
            if (!fits(wanted.getValue(), prompt.metadata().get(wanted.getKey()))) {
                return "metadata " + wanted.getKey();
            }
        }
        if (prompt.tokens() < minTokens || maxTokens > 0 && prompt.tokens() > maxTokens) {
            return "tokens " + prompt.tokens();
        }
        return prompt.needs().containsAll(capabilities) ? null : "capability";
    }

    private boolean readsPrompt() {
        return !metadata.isEmpty() || minTokens > 0 || maxTokens > 0 || !capabilities.isEmpty();
    }

    private static boolean fits(Wildcard wanted, @Nullable String found) {
        return found != null && wanted.matches(found);
    }
}
