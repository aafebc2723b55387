package io.polygate.config;

import io.polygate.discovery.DiscoverySource;
import io.polygate.provider.ProviderConfig;
import org.jspecify.annotations.Nullable;

/// A provider as the configuration says it, and where its endpoints are found if they are discovered.
record ProviderEntry(ProviderConfig config, @Nullable DiscoverySource discovery) {}
