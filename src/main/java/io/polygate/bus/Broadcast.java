package io.polygate.bus;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import java.util.function.Consumer;

/// Tells all nodes of the cluster something that each keeps for itself; whoever is away misses it.
public final class Broadcast {

    private static final DeliveryOptions PLAIN = new DeliveryOptions();

    private final Vertx vertx;
    private final String address;

    /// @param handler hears what other nodes tell, and this one
    public Broadcast(Vertx vertx, String topic, Consumer<Buffer> handler) {
        this.vertx = vertx;
        this.address = "polygate.all." + topic;
        if (vertx.isClustered()) {
            vertx.eventBus().<Buffer>consumer(address, message -> handler.accept(message.body()));
        }
    }

    /// Tells the others; nothing happens on a node that is alone.
    public void tell(Buffer message) {
        if (vertx.isClustered()) {
            vertx.eventBus().publish(address, message, PLAIN);
        }
    }
}
