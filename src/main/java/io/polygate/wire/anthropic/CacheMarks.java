package io.polygate.wire.anthropic;

import io.polygate.model.CacheControl;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonWriter;
import org.jspecify.annotations.Nullable;

/// `cache_control`: a breakpoint on a block, a tool or the whole request.
final class CacheMarks {

    private CacheMarks() {}

    static @Nullable CacheControl decode(Json owner) {
        var cache = owner.object("cache_control");
        if (cache == null) {
            return null;
        }
        var type = cache.string("type");
        return new CacheControl(type == null ? "ephemeral" : type, cache.string("ttl"));
    }

    static void encode(@Nullable CacheControl cache, JsonWriter json) {
        if (cache != null) {
            json.name("cache_control").object();
            json.field("type", cache.type()).field("ttl", cache.ttl()).endObject();
        }
    }
}
