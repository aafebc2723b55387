package io.polygate.door.admin;

import io.vertx.core.json.JsonObject;
import java.util.List;

/// What operators see and do of the node that they speak with. Safe from every shard.
public interface NodeView {

    /// The WebSockets that are open, the oldest first.
    List<JsonObject> connections();

    /// Closes one; false when there is none of that id.
    boolean close(long connection);

    /// The version of the configuration that holds.
    long version();

    /// The configuration that holds as YAML, its secrets masked.
    String configuration();

    /// The same as JSON.
    JsonObject configurationTree();
}
