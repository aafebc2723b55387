package io.polygate.config;

import java.util.List;

/// The shipped `conf/gateway.yaml`: every key with its default and meaning, as the schema tells them.
final class ConfigTemplate {

    private static final String HEAD = """
            # Polygate's configuration: every key with its default. What is left out holds as shown here.
            #
            # Later wins: this file, environment (POLYGATE_SERVER_PORT=8081), flags (--server.port=8081).
            # In values: ${NAME}, ${NAME:-default}, ${file:/run/secrets/key}; $${ is a plain ${. Quote them.
            # Sizes as 16KiB or 32MiB, times as 250ms, 10s or 5m. A change is picked up while running; what needs
            # a restart (addresses, event loops, cluster) is named in the log.

            """;

    private ConfigTemplate() {}

    static String text() {
        return HEAD + new YamlWriter(YamlWriter.Style.DOCUMENTED).write(ConfigLoader.schema());
    }

    /// The same with all examples live: to see that they hold.
    static String withExamples(List<Entry> entries) {
        return new YamlWriter(YamlWriter.Style.EXAMPLE).write(entries);
    }
}
