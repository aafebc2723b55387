package io.polygate.wire;

import io.polygate.wire.json.Json;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The quirks of the vendors that we know, by preset id and by host: the data file `vendors.json` beside this class.
public final class VendorQuirks {

    private final Map<String, Quirks> byId = new HashMap<>();
    private final Map<String, Quirks> byHost = new HashMap<>();

    private VendorQuirks(Json vendors) {
        for (var vendor : vendors.members()) {
            var quirks = vendor.value().object("quirks");
            var decoded = quirks == null ? Quirks.NONE : decode(vendor.name(), quirks);
            byId.put(vendor.name(), decoded);
            vendor.value().items("hosts").forEach(host -> byHost.put(host.asString(), decoded));
        }
    }

    private static Quirks decode(String vendor, Json quirks) {
        try {
            return Quirks.decode(vendor, quirks);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException("vendors.json: " + vendor + ": " + e.getMessage(), e);
        }
    }

    /// Reads the data file.
    public static VendorQuirks load() {
        try (var file = VendorQuirks.class.getResourceAsStream("vendors.json")) {
            if (file == null) {
                throw new IllegalStateException("vendors.json is not on the class path");
            }
            return new VendorQuirks(Json.parse(Buffer.buffer(file.readAllBytes())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The quirks of a preset, or null where there is no such vendor.
    public @Nullable Quirks find(String id) {
        return byId.get(id);
    }

    /// The quirks of whoever serves at a host (or a name below it); none known is [Quirks#NONE].
    public Quirks ofHost(String host) {
        for (var name = host.toLowerCase(Locale.ROOT); !name.isEmpty(); name = parent(name)) {
            var quirks = byHost.get(name);
            if (quirks != null) {
                return quirks;
            }
        }
        return Quirks.NONE;
    }

    private static String parent(String host) {
        var dot = host.indexOf('.');
        return dot < 0 ? "" : host.substring(dot + 1);
    }
}
