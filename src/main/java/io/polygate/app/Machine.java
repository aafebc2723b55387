package io.polygate.app;

import io.polygate.config.GatewayConfig;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;

/// The event loops and the transport that the process runs on.
final class Machine {

    private Machine() {}

    static int eventLoops(GatewayConfig config) {
        int wanted = config.runtime().eventLoops();
        return wanted > 0 ? wanted : Runtime.getRuntime().availableProcessors();
    }

    static VertxOptions options(GatewayConfig config) {
        return new VertxOptions()
                .setEventLoopPoolSize(eventLoops(config))
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false));
    }
}
