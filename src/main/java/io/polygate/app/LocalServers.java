package io.polygate.app;

import io.polygate.config.GatewayConfig;
import io.polygate.provider.Balance;
import io.polygate.provider.Preset;
import io.polygate.provider.ProviderConfig;
import io.polygate.provider.ProviderConfig.Limits;
import io.polygate.provider.ProviderConfig.Timeouts;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The servers of one's own that are asked for their models: those of presets that name a local address, and a worker
/// on this machine, which needs no configuration.
final class LocalServers {

    static final String WORKER = "local";

    private static final Timeouts PATIENT =
            new Timeouts(Duration.ofSeconds(2), Duration.ofMinutes(5), Duration.ofMinutes(2), Duration.ofMinutes(30));
    private static final Limits LIMITS = new Limits(1024, 1024, Duration.ofSeconds(30), 64L * 1024 * 1024, 1024);

    private LocalServers() {}

    /// The configured providers, and the worker where it may be looked for and no provider has its id.
    static List<ProviderConfig> providers(GatewayConfig config) {
        if (!config.discovery().enabled()
                || config.providers().stream()
                        .anyMatch(provider -> provider.id().equals(WORKER))) {
            return config.providers();
        }
        var all = new ArrayList<>(config.providers());
        all.add(new ProviderConfig(
                WORKER,
                null,
                "openai",
                config.discovery().worker(),
                Map.of(),
                List.of(),
                PATIENT,
                LIMITS,
                Balance.POWER_OF_TWO,
                null));
        return all;
    }

    /// Whom to ask, by provider.
    static Map<String, URI> probed(GatewayConfig config) {
        var probed = new HashMap<String, URI>();
        for (var provider : providers(config)) {
            var preset = config.presets().find(provider.vendor());
            boolean ownServer = preset != null && preset.local() != null;
            var address = provider.baseUrl();
            boolean discovered = config.sources().containsKey(provider.id());
            if (address != null && !discovered && (ownServer || provider.id().equals(WORKER))) {
                probed.put(provider.id(), lists(provider, address, preset));
            }
        }
        return config.discovery().enabled() ? probed : Map.of();
    }

    /// Where the list of models is: a server that is spoken to in words of its own lists them at its other address.
    private static URI lists(ProviderConfig provider, URI address, @Nullable Preset preset) {
        if (preset == null || provider.dialect().equals(preset.dialect())) {
            return address;
        }
        var local = preset.local();
        return local == null ? address : URI.create(address + local.path());
    }
}
