package io.polygate.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Loads configurations in tests.
final class Loading {

    private Loading() {}

    static ConfigSources sources(Path file) {
        return sources(file, Map.of());
    }

    static ConfigSources sources(Path file, Map<String, String> environment, String... flags) {
        var arguments = new java.util.ArrayList<>(List.of("--config", file.toString()));
        arguments.addAll(List.of(flags));
        return ConfigSources.of(arguments.toArray(String[]::new), environment);
    }

    static GatewayConfig accepted(ConfigSources sources) {
        return switch (GatewayConfig.load(sources)) {
            case ConfigResult.Accepted accepted -> accepted.config();
            case ConfigResult.Refused refused -> throw new AssertionError("refused: " + refused.problems());
        };
    }

    /// The problems, without the folder of the file.
    static List<String> refused(ConfigSources sources) {
        return switch (GatewayConfig.load(sources)) {
            case ConfigResult.Accepted accepted ->
                throw new AssertionError("accepted: " + accepted.config().redacted());
            case ConfigResult.Refused refused -> {
                var file = sources.file();
                var folder = file == null || file.getParent() == null ? "" : file.getParent() + "/";
                yield refused.problems().stream()
                        .map(problem -> problem.toString().replace(folder, ""))
                        .toList();
            }
        };
    }

    static Path file(Path folder, String yaml) {
        try {
            return Files.writeString(folder.resolve("gateway.yaml"), yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
