package io.polygate.app;

import io.polygate.config.GatewayConfig;
import io.polygate.identity.AuthConfig;
import io.polygate.identity.Keys;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The key that the first run makes where the configuration has none: shown once, kept as its hash under the data
/// folder.
///
/// @param shown the key itself on the run that made it, else null
/// @param hashes the stored keys by name
record FirstRunKey(@Nullable String shown, Map<String, String> hashes) {

    private static final String NAME = "first-run";
    private static final int BYTES = 24;

    /// Reads the stored keys, or makes the first one. Blocks: for the start of the process only.
    ///
    /// @throws IOException when the data folder cannot be read or written
    static FirstRunKey of(GatewayConfig config) throws IOException {
        var file = config.data().dir().resolve("keys.json");
        if (Files.exists(file)) {
            var hashes = new HashMap<String, String>();
            new JsonObject(Files.readString(file)).forEach(entry -> hashes.put(entry.getKey(), entry.getValue() + ""));
            return new FirstRunKey(null, hashes);
        }
        if (!config.keys().isEmpty() || config.auth().mode() == AuthConfig.Mode.OPEN) {
            return new FirstRunKey(null, Map.of());
        }
        var bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        var key = "sk-pg-" + HexFormat.of().formatHex(bytes);
        store(file, Keys.hash(key));
        return new FirstRunKey(key, Map.of(NAME, Keys.hash(key)));
    }

    private static void store(Path file, String hash) throws IOException {
        var folder = file.toAbsolutePath().getParent();
        Files.createDirectories(folder);
        var draft = Files.createTempFile(folder, "keys", ".tmp");
        Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rw-------"));
        Files.writeString(draft, new JsonObject().put(NAME, hash).encodePrettily());
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
