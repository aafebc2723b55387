package io.polygate.provider.cloud;

import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonScanner;
import io.polygate.wire.json.JsonSyntaxException;
import io.polygate.wire.json.JsonType;
import io.polygate.wire.json.JsonWriter;
import io.polygate.wire.json.Splice;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/// Claude's requests at the clouds: Anthropic's body, with the version inside and what the path says left out. Every
/// other byte stays as it came.
final class ClaudeBody {

    private static final int MODEL = 0;
    private static final int STREAM = 1;
    private static final int VERSION = 2;
    private static final int BETA = 3;

    private final JsonScanner scanner =
            new JsonScanner(Json.MAX_DEPTH, "model", "stream", "anthropic_version", "anthropic_beta");

    /// @param model written in place of the one that is there; empty leaves it out, for it stands in the path
    /// @param stream whether the body says if it is to be streamed
    /// @param betas what the caller's header asks for, where the body must say it
    record Wanted(String version, String model, boolean stream, List<String> betas) {}

    Buffer of(Buffer body, Wanted wanted) {
        try {
            var found = scanner.scan(body);
            if (!found.isObject()) {
                return body;
            }
            var splice = new Splice(found);
            if (!found.has(VERSION)) {
                splice.insert("anthropic_version", JsonWriter.quote(wanted.version));
            } else if (!wanted.version.equals(found.string(VERSION))) {
                splice.replace(VERSION, JsonWriter.quote(wanted.version));
            }
            if (found.has(MODEL) && wanted.model.isEmpty()) {
                splice.cut(MODEL);
            } else if (found.has(MODEL)) {
                splice.replace(MODEL, JsonWriter.quote(wanted.model));
            }
            if (found.has(STREAM) && !wanted.stream) {
                splice.cut(STREAM);
            }
            if (!wanted.betas.isEmpty()) {
                var betas =
                        betas(found.has(BETA) && found.type(BETA) == JsonType.ARRAY ? found.raw(BETA) : "[]", wanted);
                if (found.has(BETA)) {
                    splice.replace(BETA, betas);
                } else {
                    splice.insert("anthropic_beta", betas);
                }
            }
            return splice.toBuffer();
        } catch (JsonSyntaxException e) {
            return body;
        }
    }

    private static String betas(String said, Wanted wanted) {
        var all = new LinkedHashSet<String>();
        Json.parse(said).items().forEach(item -> all.add(String.valueOf(item.asString())));
        all.addAll(new ArrayList<>(wanted.betas));
        var json = new JsonWriter().array();
        all.forEach(json::value);
        return json.endArray().toString();
    }
}
