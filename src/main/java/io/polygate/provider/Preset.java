package io.polygate.provider;

import io.polygate.wire.Quirks;
import java.net.URI;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What is known of a vendor before anybody configures it. Data of `presets/*.yaml`, not code.
///
/// `variables` are the environment variables that may hold the credential, the first one that is set counts; they
/// switch the vendor on. `baseUrls` has an address per region, the first is taken unless `regionVariable` names
/// another; an address may hold `${NAME}`. `hosts` tell the vendor by its address; a `*` in one stands for anything.
/// `authHeader` is what carries the credential: `authorization` as a bearer token, `none` not at all, any other as it
/// is. `quirks` tell how the vendor differs from its dialect. `others` are the addresses where it speaks other
/// dialects.
public record Preset(
        String id,
        String name,
        String docs,
        List<String> variables,
        @Nullable LocalAddress local,
        String dialect,
        Map<String, String> baseUrls,
        @Nullable String regionVariable,
        List<Other> others,
        List<String> hosts,
        String authHeader,
        Quirks quirks,
        OnCancel onCancel,
        List<PresetModel> models) {

    public Preset {
        variables = List.copyOf(variables);
        baseUrls = Collections.unmodifiableMap(new LinkedHashMap<>(baseUrls));
        others = List.copyOf(others);
        hosts = List.copyOf(hosts);
        models = List.copyOf(models);
    }

    /// Another dialect that the vendor speaks, and where: an address per region, as in `baseUrls`.
    public record Other(String dialect, Map<String, String> baseUrls) {

        public Other {
            baseUrls = Collections.unmodifiableMap(new LinkedHashMap<>(baseUrls));
        }
    }

    /// The addresses where the vendor speaks a dialect; those of its own where it is not known to speak it.
    public Map<String, String> baseUrls(String spoken) {
        return others.stream()
                .filter(other -> other.dialect().equals(spoken))
                .findFirst()
                .map(Other::baseUrls)
                .orElse(baseUrls);
    }

    /// The dialect that the vendor speaks at an address: its usual one where that is none of its others'.
    public String dialectAt(String address) {
        return others.stream()
                .filter(other -> other.baseUrls().containsValue(address))
                .findFirst()
                .map(Other::dialect)
                .orElse(dialect);
    }

    /// A server of one's own: `variable` holds its address, as a URL or as `host:port`; `port` and `path` complete it.
    public record LocalAddress(String variable, int port, String path) {}

    /// What happens to the bill when a caller leaves: `ABORT` stops it with the connection, `DRAIN` bills on, so that
    /// the rest may as well be read and counted.
    public enum OnCancel {
        ABORT,
        DRAIN
    }

    /// The model as this vendor calls it, or null where nothing is known of it.
    public @Nullable PresetModel model(String id) {
        var own = quirks.value("model", id);
        return models.stream()
                .filter(model -> model.id().equals(own))
                .findFirst()
                .orElse(null);
    }

    /// The region of an address; empty for one that is none of the vendor's.
    public String regionOf(@Nullable URI baseUrl) {
        var address = String.valueOf(baseUrl);
        return Stream.concat(Stream.of(baseUrls), others.stream().map(Other::baseUrls))
                .flatMap(urls -> urls.entrySet().stream())
                .filter(region -> region.getValue().equals(address))
                .findFirst()
                .map(Map.Entry::getKey)
                .orElse("");
    }
}
