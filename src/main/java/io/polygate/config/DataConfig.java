package io.polygate.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Folders: `dir` for what must survive a restart, `presets` for an operator's own vendors, if there are any.
public record DataConfig(Path dir, @Nullable Path presets) {}
