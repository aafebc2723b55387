package io.polygate.app;

import io.polygate.config.GatewayConfig;
import io.polygate.identity.AuthConfig;
import io.polygate.provider.ProviderConfig;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What a start prints: where to look, what is live, and one call to paste.
final class Banner {

    private Banner() {}

    static String of(Gateway gateway, GatewayConfig config, @Nullable String firstKey) {
        var scheme = config.server().tls() == null ? "http://" : "https://";
        var address = scheme + shown(config.server().host()) + ":" + gateway.port();
        var text = new StringBuilder();
        if (gateway.port() == 0) {
            return "\nPolygate " + Main.version() + " routes calls for the cluster\n\n";
        }
        text.append("\nPolygate ")
                .append(Main.version())
                .append(" serves on ")
                .append(address)
                .append('\n');
        if (gateway.managementPort() != 0) {
            text.append("  health, metrics  http://")
                    .append(shown(config.management().host()))
                    .append(':');
            text.append(gateway.managementPort()).append("/ready  /metrics\n");
        }
        if (gateway.grpcPort() != 0) {
            text.append("  gRPC             ").append(shown(config.grpc().host()));
            text.append(':').append(gateway.grpcPort()).append("  (and on the port above)\n");
        }
        text.append("  providers        ")
                .append(config.providers().stream().map(ProviderConfig::id).collect(Collectors.joining(", ")))
                .append('\n');
        if (firstKey != null) {
            text.append("  your key         ").append(firstKey).append("  (shown this once)\n");
        }
        text.append("\nTry it:\n\n  curl ").append(address).append("/v1/chat/completions \\\n");
        if (config.auth().mode() == AuthConfig.Mode.KEYS) {
            text.append("    -H 'authorization: Bearer ").append(firstKey == null ? "YOUR_KEY" : firstKey);
            text.append("' \\\n");
        }
        text.append("    -H 'content-type: application/json' \\\n    -d '{\"model\": \"")
                .append(model(config));
        text.append("\", \"messages\": [{\"role\": \"user\", \"content\": \"Hello!\"}]}'\n\n");
        return text.toString();
    }

    private static String model(GatewayConfig config) {
        if (!config.models().isEmpty()) {
            return config.models().getFirst().name();
        }
        return config.providers().isEmpty()
                ? "provider/model"
                : config.providers().getFirst().id() + "/MODEL";
    }

    private static String shown(String host) {
        return host.equals("0.0.0.0") || host.equals("::") ? "127.0.0.1" : host;
    }
}
