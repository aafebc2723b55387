package io.polygate.app;

import io.polygate.config.GatewayConfig;
import io.polygate.door.Connections;
import io.polygate.door.admin.NodeView;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.Supplier;

/// What operators see of this node.
record OperatorView(Supplier<GatewayConfig> config, Connections sockets) implements NodeView {

    @Override
    public List<JsonObject> connections() {
        return sockets.list().stream().map(OperatorView::json).toList();
    }

    private static JsonObject json(Connections.Connection each) {
        return new JsonObject()
                .put("id", Long.toString(each.id()))
                .put("path", each.path())
                .put("key", each.principal())
                .put("address", each.address())
                .put("age_seconds", each.age().toSeconds())
                .put("bytes_in", each.bytesIn())
                .put("bytes_out", each.bytesOut())
                .put("in_flight", each.inFlight());
    }

    @Override
    public boolean close(long connection) {
        return sockets.close(connection);
    }

    @Override
    public long version() {
        return config.get().version();
    }

    @Override
    public String configuration() {
        return config.get().redacted();
    }

    @Override
    public JsonObject configurationTree() {
        return config.get().redactedTree();
    }
}
