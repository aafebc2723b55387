package io.polygate.app;

import io.polygate.config.GatewayConfig;
import java.util.List;
import java.util.Map;

/// What the shards serve from: the configuration, and what providers were seen to have beside it.
record View(GatewayConfig config, Map<String, List<String>> found) {

    View {
        found = Map.copyOf(found);
    }
}
