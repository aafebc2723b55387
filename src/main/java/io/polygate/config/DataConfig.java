package io.polygate.config;

import java.nio.file.Path;

/// Where the gateway keeps what must survive a restart.
public record DataConfig(Path dir) {}
