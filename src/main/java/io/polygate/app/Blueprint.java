package io.polygate.app;

import io.polygate.config.GatewayConfig;
import io.polygate.discovery.Endpoint;
import io.polygate.identity.AuthConfig;
import io.polygate.identity.KeyConfig;
import io.polygate.identity.Keys;
import io.polygate.provider.Preset;
import io.polygate.provider.ProviderConfig;
import io.polygate.provider.dialect.DialectProvider;
import io.polygate.routing.Models;
import io.polygate.routing.rule.ModelConfig;
import io.polygate.routing.rule.Rule;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What all shards serve from under one view, save the providers, of which each shard has its own. Made once and off
/// the event loops; what a change leaves as it was is taken over from the one before. Immutable.
///
/// @param providers the accounts that each shard is to have
/// @param billsOn the providers that bill an answer to its end even when it is cut
/// @param keepers the provider whose files and batches are meant where none is named, by the caller's dialect
record Blueprint(
        View view,
        Callers callers,
        Keys keys,
        Names names,
        Models models,
        List<ProviderConfig> providers,
        Map<String, List<Endpoint>> endpoints,
        Set<String> billsOn,
        Map<String, String> keepers) {

    /// What the keys are made of.
    record Callers(AuthConfig auth, List<KeyConfig> keys) {}

    /// What the rules are made of.
    record Names(
            List<ModelConfig> models, Set<String> providers, Map<String, List<String>> served, PresetModels presets) {}

    static Blueprint of(View view, Shared shared) {
        return make(view, shared, null);
    }

    /// The next one.
    Blueprint next(View changed, Shared shared) {
        return make(changed, shared, this);
    }

    private static Blueprint make(View view, Shared shared, @Nullable Blueprint before) {
        var config = view.config();
        var providers = LocalServers.providers(config);
        var callers = new Callers(config.auth(), config.keys());
        var ids = providers.stream().map(ProviderConfig::id).collect(Collectors.toUnmodifiableSet());
        var names = new Names(config.models(), ids, view.served(), PresetModels.of(config));
        return new Blueprint(
                view,
                callers,
                before != null && before.callers.equals(callers)
                        ? before.keys
                        : Keys.of(config.auth(), config.keys(), shared.storedKeys()),
                names,
                models(names, shared, before),
                providers,
                view.endpoints(),
                billsOn(config),
                keepers(config));
    }

    private static Models models(Names names, Shared shared, @Nullable Blueprint before) {
        if (before != null && before.names.equals(names)) {
            return before.models;
        }
        var known = new Rule.Known(shared.routing().loads(), names.presets);
        var made = new Models.Made(known, before == null ? null : before.models);
        return new Models(names::models, names.providers, names.served, made);
    }

    private static Map<String, String> keepers(GatewayConfig config) {
        var keepers = new HashMap<String, String>();
        for (var provider : config.providers()) {
            var dialect = DialectProvider.keepsFiles(provider.dialect()) ? "openai" : provider.dialect();
            keepers.putIfAbsent(dialect, provider.id());
        }
        return Map.copyOf(keepers);
    }

    private static Set<String> billsOn(GatewayConfig config) {
        return config.providers().stream()
                .filter(provider -> {
                    var preset = config.presets().find(provider.vendor());
                    return preset != null && preset.onCancel() == Preset.OnCancel.DRAIN;
                })
                .map(ProviderConfig::id)
                .collect(Collectors.toUnmodifiableSet());
    }
}
