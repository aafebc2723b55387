package io.polygate.app;

import io.polygate.door.Connections;
import io.polygate.door.graphql.NodeFields;
import java.util.List;

/// The WebSocket connections of this node as the GraphQL door shows them.
record ListedSockets(Connections connections) implements NodeFields.Sockets {

    @Override
    public List<NodeFields.Socket> list() {
        return connections.list().stream()
                .map(each -> new NodeFields.Socket(
                        each.id(),
                        each.path(),
                        each.principal(),
                        each.address(),
                        each.age(),
                        each.bytesIn(),
                        each.bytesOut(),
                        each.inFlight()))
                .toList();
    }

    @Override
    public boolean close(long id) {
        return connections.close(id);
    }
}
