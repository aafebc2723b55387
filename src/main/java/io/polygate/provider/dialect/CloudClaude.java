package io.polygate.provider.dialect;

import io.polygate.provider.UpstreamCall;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonScanner;
import io.polygate.wire.json.JsonSyntaxException;
import io.polygate.wire.json.Splice;
import io.vertx.core.buffer.Buffer;
import java.util.Map;

/// A request of a caller of Claude at a cloud, for Anthropic itself: the version goes from the body to a header, and
/// what the path said of the stream into the body.
final class CloudClaude implements Shape {

    private static final int VERSION = 0;
    private static final int STREAM = 1;
    private static final String HEADER = "anthropic-version";
    private static final Map<String, String> USUAL = Map.of(HEADER, "2023-06-01");

    private final JsonScanner scanner = new JsonScanner(Json.MAX_DEPTH, "anthropic_version", "stream");
    private final UpstreamCall call;

    CloudClaude(UpstreamCall call) {
        this.call = call;
    }

    @Override
    public Buffer body(Buffer body, Identity who) {
        try {
            var found = scanner.scan(body);
            if (!found.isObject()) {
                return body;
            }
            var splice = new Splice(found);
            if (found.has(VERSION)) {
                splice.cut(VERSION);
            }
            if (call.stream() && !found.has(STREAM)) {
                splice.insert("stream", "true");
            }
            return splice.toBuffer();
        } catch (JsonSyntaxException e) {
            return body;
        }
    }

    @Override
    public Map<String, String> headers() {
        return call.header(HEADER) == null ? USUAL : Map.of();
    }
}
