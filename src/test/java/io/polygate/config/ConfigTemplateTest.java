package io.polygate.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfigTemplateTest {

    private static final Path SHIPPED = Path.of("conf/gateway.yaml");

    /// `-Dconfig.update=true` writes the file anew.
    @Test
    void theShippedFileIsWhatTheSchemaSays() throws IOException {
        if (Boolean.getBoolean("config.update")) {
            Files.writeString(SHIPPED, ConfigTemplate.text());
        }
        assertThat(Files.readString(SHIPPED)).isEqualTo(ConfigTemplate.text());
    }

    @Test
    void theShippedFileLoadsAndSaysNothingButTheDefaults() {
        var shipped = Loading.accepted(Loading.sources(SHIPPED));
        var defaults = Loading.accepted(ConfigSources.of(new String[0], Map.of()));
        assertThat(shipped.redacted()).isEqualTo(defaults.redacted());
        assertThat(shipped.server()).isEqualTo(defaults.server());
    }

    @Test
    void everyExampleInTheShippedFileHolds(@TempDir Path folder) throws IOException {
        var cert = Files.writeString(folder.resolve("tls.crt"), "x");
        var text = ConfigTemplate.withExamples(ConfigLoader.schema())
                .replaceAll("/etc/polygate/(tls\\.\\w+|library\\.binpb)", cert.toString());
        var presets = Files.createDirectory(folder.resolve("presets"));
        text = text.replace("/etc/polygate/presets", presets.toString());
        var file = Files.writeString(folder.resolve("gateway.yaml"), text);
        var config = Loading.accepted(Loading.sources(file, Map.of("OPENAI_API_KEY", "sk-example")));
        assertThat(config.models()).singleElement().satisfies(model -> assertThat(model.targets())
                .hasSize(1));
        assertThat(config.providers()).singleElement().satisfies(provider -> assertThat(provider.credentials())
                .singleElement()
                .satisfies(credential -> assertThat(credential.value().value()).isEqualTo("sk-example")));
    }
}
