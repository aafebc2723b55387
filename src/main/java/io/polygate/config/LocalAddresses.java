package io.polygate.config;

import io.polygate.provider.Preset;
import java.util.regex.Pattern;

/// Turns what people write into `OLLAMA_HOST` and its like into a base URL.
final class LocalAddresses {

    private static final Pattern ADDRESS =
            Pattern.compile("(?:(https?)://)?(\\[[0-9a-fA-F:.]+]|[^/:]*)(?::(\\d{1,5}))?(/[^/].*?)?/*");

    private LocalAddresses() {}

    /// As Ollama reads its variable: scheme, host, port and path may each be left out, a scheme without a port means
    /// that scheme's port, and an address to listen on (0.0.0.0) is one to call on this machine.
    static String complete(String address, Preset.LocalAddress local, String path) {
        var parts = ADDRESS.matcher(address);
        if (!parts.matches()) {
            return address;
        }
        var scheme = parts.group(1) == null ? "http" : parts.group(1);
        var port = parts.group(3) != null ? ":" + parts.group(3) : parts.group(1) == null ? ":" + local.port() : "";
        var end = parts.group(4) == null ? path : parts.group(4);
        return scheme + "://" + callable(parts.group(2)) + port + end;
    }

    private static String callable(String host) {
        return switch (host) {
            case "", "0.0.0.0" -> "127.0.0.1";
            case "[::]" -> "[::1]";
            default -> host;
        };
    }
}
