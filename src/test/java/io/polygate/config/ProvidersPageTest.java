package io.polygate.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class ProvidersPageTest {

    private static final Path PAGE = Path.of("docs/providers.md");

    /// `-Dconfig.update=true` writes the page anew.
    @Test
    void thePageOfVendorsIsWhatThePresetsSay() throws IOException {
        var presets = new PresetFiles(new ShippedPresets())
                .switches().stream()
                        .map(vendor -> ShippedPresets.readFile(vendor.id()))
                        .filter(preset -> !preset.dialect().equals("mock"))
                        .toList();
        if (Boolean.getBoolean("config.update")) {
            Files.writeString(PAGE, ProvidersPage.of(presets));
        }
        assertThat(Files.readString(PAGE)).isEqualTo(ProvidersPage.of(presets));
    }
}
