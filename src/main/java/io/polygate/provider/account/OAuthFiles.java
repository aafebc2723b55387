package io.polygate.provider.account;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonSyntaxException;
import io.polygate.wire.json.JsonWriter;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/// The files that hold the tokens of accounts: read, and written so that nobody ever sees half of one or may read
/// another's.
final class OAuthFiles {

    private OAuthFiles() {}

    static String need(Json file, String name, String account) {
        var value = file.string(name);
        if (value == null || value.isEmpty()) {
            throw Grants.unusable(account + " lacks " + name);
        }
        return value;
    }

    static Future<Json> read(Vertx vertx, Path file, String account) {
        return vertx.fileSystem()
                .readFile(file.toString())
                .recover(e -> Future.failedFuture(Grants.unusable(account + ": the file cannot be read")))
                .map(bytes -> parse(bytes.toString(UTF_8), account));
    }

    static Json parse(String text, String account) {
        try {
            var json = Json.parse(text);
            if (json.isObject()) {
                return json;
            }
        } catch (JsonSyntaxException e) {
            throw Grants.unusable(account + ": the file is not JSON");
        }
        throw Grants.unusable(account + ": the file is not a JSON object");
    }

    /// The file with other values of some members; what else it holds stays.
    static String merged(Json file, Map<String, String> changed) {
        var json = new JsonWriter(2048).object();
        for (var member : file.members()) {
            if (!changed.containsKey(member.name())) {
                json.name(member.name()).raw(member.value());
            }
        }
        changed.forEach(json::rawField);
        return json.endObject().toString();
    }

    /// Puts the text in the file's place in one step, readable by its owner alone.
    static Future<Void> write(Vertx vertx, Path file, String text) {
        return vertx.executeBlocking(
                () -> {
                    put(file, text);
                    return null;
                },
                false);
    }

    static void put(Path file, String text) throws IOException {
        var whole = file.toAbsolutePath();
        Files.createDirectories(whole.getParent());
        var owner = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        var fresh = Files.createTempFile(whole.getParent(), ".oauth", ".tmp", owner);
        try {
            Files.writeString(fresh, text, StandardOpenOption.WRITE, StandardOpenOption.SYNC);
            Files.move(fresh, whole, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }
}
